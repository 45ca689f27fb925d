using System.Text;
using CsCheck;
using PmpPulse.LocalCloud.BigQuery.Values;

namespace PmpPulse.LocalCloud.Tests.BigQuery.Values;

public sealed class NumericTextTests
{
    [Theory]
    [InlineData("0", "0")]
    [InlineData("-0", "0")]
    [InlineData("1.50", "1.5")]
    [InlineData(".5", "0.5")]
    [InlineData("+3.", "3")]
    [InlineData("1e3", "1000")]
    [InlineData("12E-3", "0.012")]
    [InlineData("0.0000000005", "0.000000001")]
    [InlineData("-0.0000000005", "-0.000000001")]
    [InlineData("0.00000000049", "0")]
    [InlineData("99999999999999999999999999999.999999999", "99999999999999999999999999999.999999999")]
    public void TryParse_Known_IsExact(string text, string formatted)
    {
        NumericText.TryParse(Encoding.ASCII.GetBytes(text), out var units).Should().BeTrue();
        NumericText.Format(units).Should().Be(formatted);
    }

    [Theory]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("-")]
    [InlineData("1,5")]
    [InlineData("0x10")]
    [InlineData("1e")]
    [InlineData("1e999")]
    [InlineData("NaN")]
    [InlineData("100000000000000000000000000000")]
    [InlineData("99999999999999999999999999999.9999999999")]
    public void TryParse_InvalidOrTooLarge_IsRefused(string text) => NumericText.TryParse(Encoding.ASCII.GetBytes(text), out _).Should().BeFalse();

    [Fact]
    public void Format_Any_ParsesBack() => Gen.Select(Gen.ULong, Gen.ULong, Gen.Bool, (high, low, negative) =>
        (Int128)(((((UInt128)high << 64) | low) % ((UInt128)NumericText.Max + 1))) * (negative ? -1 : 1)).Sample(units =>
            NumericText.TryParse(Encoding.ASCII.GetBytes(NumericText.Format(units)), out var parsed) && parsed == units);
}
