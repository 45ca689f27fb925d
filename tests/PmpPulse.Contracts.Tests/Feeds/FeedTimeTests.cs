using System.Text;
using PmpPulse.Contracts.Events;
using PmpPulse.Contracts.Feeds;

namespace PmpPulse.Contracts.Tests.Feeds;

public sealed class FeedTimeTests
{
    [Theory]
    [InlineData("1760778556", 1760778556_000000)]
    [InlineData("1760778556.25", 1760778556_250000)]
    [InlineData("1.760778556e9", 1760778556_000000)]
    [InlineData("1760778556250", 1760778556_250000)]
    [InlineData("946684800", 946684800_000000)]
    public void TryParseNumber_Plausible_IsRead(string text, long microseconds)
    {
        FeedTime.TryParseNumber(Encoding.ASCII.GetBytes(text), out var time).Should().BeTrue();
        SnapshotId.UnixMicroseconds(time).Should().Be(microseconds);
    }

    [Theory]
    [InlineData("0")]
    [InlineData("-1760778556")]
    [InlineData("946684799")]
    [InlineData("4102444800")]
    [InlineData("1760778556000000")]
    [InlineData("1e400")]
    [InlineData("99999999999999999999999999999999")]
    [InlineData("")]
    public void TryParseNumber_Implausible_IsRefused(string text) =>
        FeedTime.TryParseNumber(Encoding.ASCII.GetBytes(text), out _).Should().BeFalse();

    [Theory]
    [InlineData("2025-10-18T11:09:16+02:00", true)]
    [InlineData("1760778556", true)]
    [InlineData(" 1760778556 ", true)]
    [InlineData(" 2025-10-18T11:09:16+02:00", true)]
    [InlineData("1760778556\t", false)]
    [InlineData(" ", false)]
    [InlineData("1970-01-01T00:00:00Z", false)]
    [InlineData("2100-01-01T00:00:00Z", false)]
    [InlineData("now", false)]
    [InlineData("１", false)]
    public void TryParseText_TimeOrNumber_IsReadIfPlausible(string text, bool believed) =>
        FeedTime.TryParseText(text, out _).Should().Be(believed);
}
