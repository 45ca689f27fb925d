using System.Globalization;
using CsCheck;
using PmpPulse.LocalCloud.BigQuery.Values;

namespace PmpPulse.LocalCloud.Tests.BigQuery.Values;

public sealed class FloatTextTests
{
    [Theory]
    [InlineData(0, "0.0")]
    [InlineData(1, "1.0")]
    [InlineData(-1.5, "-1.5")]
    [InlineData(0.1, "0.1")]
    [InlineData(0.001, "0.001")]
    [InlineData(0.0001, "1.0E-4")]
    [InlineData(1234567, "1234567.0")]
    [InlineData(9999999.5, "9999999.5")]
    [InlineData(1e7, "1.0E7")]
    [InlineData(1e16, "1.0E16")]
    [InlineData(1e23, "1.0E23")]
    [InlineData(1.7976931348623157e308, "1.7976931348623157E308")]
    [InlineData(5e-324, "5.0E-324")]
    [InlineData(double.NaN, "NaN")]
    [InlineData(double.NegativeInfinity, "-Infinity")]
    public void Format_Known_MatchesBigQuery(double value, string text) => FloatText.Format(value).Should().Be(text);

    [Fact]
    public void Format_Any_RoundTripsExactly() => Gen.Double.Where(double.IsFinite).Sample(value =>
        BitConverter.DoubleToInt64Bits(double.Parse(FloatText.Format(value), CultureInfo.InvariantCulture)) == BitConverter.DoubleToInt64Bits(value));

    [Theory]
    [InlineData(0, "0.0")]
    [InlineData(1_760_778_556_000_000, "1.760778556E9")]
    [InlineData(1_760_778_556_123_456, "1.760778556123456E9")]
    [InlineData(-500_000, "-0.5")]
    [InlineData(1, "1.0E-6")]
    [InlineData(253_402_300_799_999_999, "2.53402300799999999E11")]
    public void FormatSeconds_Known_IsExact(long micros, string text) => FloatText.FormatSeconds(micros).Should().Be(text);

    [Fact]
    public void FormatSeconds_Any_HasTheSameMicroseconds() => Gen.Long[-62135596800000000, 253402300799999999].Sample(micros =>
        (long)(decimal.Parse(FloatText.FormatSeconds(micros), NumberStyles.Float, CultureInfo.InvariantCulture) * 1_000_000) == micros);
}
