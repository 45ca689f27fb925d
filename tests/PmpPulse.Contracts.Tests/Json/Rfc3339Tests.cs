using System.Globalization;
using System.Text;
using CsCheck;
using PmpPulse.Contracts.Json;

namespace PmpPulse.Contracts.Tests.Json;

public sealed class Rfc3339Tests
{
    [Theory]
    [InlineData("2025-10-18T09:09:16Z", "2025-10-18T09:09:16.0000000Z")]
    [InlineData("2025-10-18t09:09:16z", "2025-10-18T09:09:16.0000000Z")]
    [InlineData("2025-10-18 09:09:16Z", "2025-10-18T09:09:16.0000000Z")]
    [InlineData("2025-10-18T11:09:16+02:00", "2025-10-18T09:09:16.0000000Z")]
    [InlineData("2025-10-18T03:39:16-05:30", "2025-10-18T09:09:16.0000000Z")]
    [InlineData("2025-10-18T09:09:16-00:00", "2025-10-18T09:09:16.0000000Z")]
    [InlineData("2025-10-18T09:09:16.5Z", "2025-10-18T09:09:16.5000000Z")]
    [InlineData("2025-10-18T09:09:16.123456789Z", "2025-10-18T09:09:16.1234560Z")]
    [InlineData("2016-12-31T23:59:60Z", "2017-01-01T00:00:00.0000000Z")]
    [InlineData("2024-02-29T00:00:00Z", "2024-02-29T00:00:00.0000000Z")]
    [InlineData("0001-01-01T00:00:00Z", "0001-01-01T00:00:00.0000000Z")]
    public void TryParse_Rfc3339_IsUtcToTheMicrosecond(string text, string expected)
    {
        Rfc3339.TryParse(text, out var time).Should().BeTrue();
        time.Offset.Should().Be(TimeSpan.Zero);
        time.UtcDateTime.ToString("O", CultureInfo.InvariantCulture).Should().Be(expected);
    }

    [Theory]
    [InlineData("")]
    [InlineData("2025-10-18")]
    [InlineData("2025-10-18T09:09:16")]
    [InlineData("2025-10-18T09:09Z")]
    [InlineData("2025-10-18T09:09:16.Z")]
    [InlineData("2025-10-18T09:09:16+0200")]
    [InlineData("2025-10-18T09:09:16+24:00")]
    [InlineData("2025-10-18T24:00:00Z")]
    [InlineData("2025-13-01T00:00:00Z")]
    [InlineData("2025-02-29T00:00:00Z")]
    [InlineData("0000-01-01T00:00:00Z")]
    [InlineData("0001-01-01T00:00:00+01:00")]
    [InlineData("9999-12-31T23:59:59-01:00")]
    [InlineData("2025-10-18T09:09:16Zx")]
    [InlineData(" 2025-10-18T09:09:16Z")]
    [InlineData("２０２５-10-18T09:09:16Z")]
    [InlineData("1760778556")]
    public void TryParse_AnythingElse_IsRefused(string text) => Rfc3339.TryParse(text, out _).Should().BeFalse();

    [Fact]
    public void Format_WholeSecond_HasNoFraction() =>
        Rfc3339.Format(DateTimeOffset.FromUnixTimeSeconds(1760778556)).Should().Be("2025-10-18T09:09:16Z");

    [Fact]
    public void Format_BelowAMicrosecond_IsTruncated() =>
        Rfc3339.Format(DateTimeOffset.FromUnixTimeSeconds(1760778556).AddTicks(9)).Should().Be("2025-10-18T09:09:16Z");

    [Fact]
    public void Format_AnyTime_RoundTrips() => Gen.Long[0, DateTime.MaxValue.Ticks / 10].Sample(microseconds =>
    {
        var time = new DateTimeOffset(microseconds * 10, TimeSpan.Zero);
        var utf8 = new byte[Rfc3339.MaxLength];
        var length = Rfc3339.Format(time, utf8);
        return Rfc3339.TryParse(utf8.AsSpan(0, length), out var read) && read == time
            && Encoding.ASCII.GetString(utf8, 0, length) == Rfc3339.Format(time);
    });

    [Fact]
    public void TryParse_AnyBytes_DoesNotThrow() => Gen.Byte.Array[0, 40].Sample(bytes => { _ = Rfc3339.TryParse(bytes, out _); });
}
