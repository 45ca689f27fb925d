using System.Buffers.Text;
using System.Globalization;
using System.Text;
using CsCheck;
using PmpPulse.Feeds.Rows;

namespace PmpPulse.Feeds.Tests.Rows;

public sealed class DecimalNumberTests
{
    [Theory]
    [InlineData("0")]
    [InlineData("-0")]
    [InlineData("-0.0")]
    [InlineData("9007199254740992")]
    [InlineData("9007199254740993")]
    [InlineData("0.000000000000000001")]
    [InlineData("37.33941083333333")]
    [InlineData("-121.87747766666666")]
    [InlineData("123456789012345678901234567890")]
    [InlineData("1e22")]
    [InlineData("5e-324")]
    [InlineData("2.4703282292062327208e-324")]
    public void TryParse_ANumber_IsTheFrameworks(string text) => Compare(text);

    [Fact]
    public void TryParse_AnyDecimal_IsTheFrameworks() =>
        Gen.Select(Gen.Long[-999_999_999_999_999_999, 999_999_999_999_999_999], Gen.Int[0, 18]).Sample((digits, scale) =>
        {
            var text = Math.Abs(digits).ToString(CultureInfo.InvariantCulture).PadLeft(scale + 1, '0');
            Compare($"{(digits < 0 ? "-" : "")}{text[..^scale]}{(scale > 0 ? $".{text[^scale..]}" : "")}");
        }, iter: 50_000);

    [Theory]
    [InlineData("1e400")]
    [InlineData("-1e999")]
    public void TryParse_NotFinite_IsRefused(string text) => DecimalNumber.TryParse(Encoding.UTF8.GetBytes(text), out _).Should().BeFalse();

    private static void Compare(string text)
    {
        var utf8 = Encoding.UTF8.GetBytes(text);
        Utf8Parser.TryParse(utf8, out double expected, out _).Should().BeTrue();
        DecimalNumber.TryParse(utf8, out var number).Should().BeTrue();
        BitConverter.DoubleToInt64Bits(number).Should().Be(BitConverter.DoubleToInt64Bits(expected), "of {0}", text);
    }
}
