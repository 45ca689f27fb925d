using System.Text;
using CsCheck;
using PmpPulse.LocalCloud.BigQuery.Values;

namespace PmpPulse.LocalCloud.Tests.BigQuery.Values;

public sealed class CivilTextTests
{
    [Theory]
    [InlineData("2025-10-18T09:09:16Z", 1_760_778_556_000_000)]
    [InlineData("2025-10-18 09:09:16", 1_760_778_556_000_000)]
    [InlineData("2025-10-18 09:09:16 UTC", 1_760_778_556_000_000)]
    [InlineData("2025-10-18 11:09:16+02", 1_760_778_556_000_000)]
    [InlineData("2025-10-18 11:09:16.5+02:00", 1_760_778_556_500_000)]
    [InlineData("2025-10-18T04:09:16.123456-05:00", 1_760_778_556_123_456)]
    [InlineData("1970-01-01", 0)]
    [InlineData("1970-1-1 0:0:1", 1_000_000)]
    [InlineData("0001-01-01 00:00:00+00", CivilText.FirstMicro)]
    [InlineData("9999-12-31T23:59:59.999999Z", CivilText.LastMicro)]
    public void TryParseTimestamp_Known_IsMicroseconds(string text, long micros)
    {
        CivilText.TryParseTimestamp(Encoding.UTF8.GetBytes(text), out var parsed).Should().BeTrue();
        parsed.Should().Be(micros);
    }

    [Theory]
    [InlineData("")]
    [InlineData("now")]
    [InlineData("2025-13-01")]
    [InlineData("2025-02-29 00:00:00")]
    [InlineData("2025-01-01 24:00:00")]
    [InlineData("2025-01-01 10:60:00")]
    [InlineData("2025-01-01 10:00:00 +99")]
    [InlineData("2025-01-01 10:00:00+01:")]
    [InlineData("2025-01-01 10:00:00+01:00x")]
    [InlineData("2025-01-01T")]
    [InlineData("0001-01-01 00:00:00+01")]
    [InlineData("9999-12-31 23:59:59-01")]
    [InlineData("0000-01-01")]
    [InlineData("12025-01-01")]
    public void TryParseTimestamp_Invalid_IsRefused(string text) =>
        CivilText.TryParseTimestamp(Encoding.UTF8.GetBytes(text), out _).Should().BeFalse();

    [Fact]
    public void FormatDateTime_Any_ParsesBack() => Gen.Long[CivilText.FirstMicro, CivilText.LastMicro].Sample(micros =>
        CivilText.TryParseDateTime(Encoding.ASCII.GetBytes(CivilText.FormatDateTime(micros)), out var parsed) && parsed == micros);

    [Fact]
    public void TryUnpackDateTime_GooglesPacking_IsRead()
    {
        const long Packed = (2025L << 46) | (10L << 42) | (18L << 37) | (9L << 32) | (9L << 26) | (16L << 20) | 123_456;

        CivilText.TryUnpackDateTime(Packed, out var micros).Should().BeTrue();
        micros.Should().Be(1_760_778_556_123_456);
        CivilText.TryUnpackTime(Packed & 0x1f_ffff_ffff, out var time).Should().BeTrue();
        CivilText.FormatTime(time).Should().Be("09:09:16.123456");
    }

    [Fact]
    public void TryUnpack_AnyNumber_NeverThrows() => Gen.Long.Sample(packed =>
    {
        if (CivilText.TryUnpackDateTime(packed, out var micros))
            CivilText.IsMicro(micros).Should().BeTrue();
        if (CivilText.TryUnpackTime(packed, out var time))
            time.Should().BeInRange(0, CivilText.MicrosPerDay - 1);
    });

    [Fact]
    public void TryParse_AnyBytes_NeverThrows() => Gen.OneOf(Gen.Byte.Array[0, 40], Gen.String[Gen.Char["0123456789-: .TZ+"], 0, 30].Select(Encoding.ASCII.GetBytes)).Sample(bytes =>
    {
        if (CivilText.TryParseTimestamp(bytes, out var micros))
            CivilText.IsMicro(micros).Should().BeTrue();
        if (CivilText.TryParseDate(bytes, out var days))
            CivilText.IsDay(days).Should().BeTrue();
        if (CivilText.TryParseTime(bytes, out var time))
            time.Should().BeInRange(0, CivilText.MicrosPerDay - 1);
        if (CivilText.TryParseDateTime(bytes, out micros))
            CivilText.IsMicro(micros).Should().BeTrue();
        if (NumericText.TryParse(bytes, out var units))
            NumericText.IsNumeric(units).Should().BeTrue();
    });
}
