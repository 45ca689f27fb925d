using PmpPulse.Contracts.Feeds;

namespace PmpPulse.Contracts.Tests.Feeds;

public sealed class ParisTimeTests
{
    [Theory]
    [InlineData("2026-01-15T12:00:00Z", "2026-01-15T13:00:00")]
    [InlineData("2026-07-15T12:00:00Z", "2026-07-15T14:00:00")]
    [InlineData("2026-03-29T00:59:59Z", "2026-03-29T01:59:59")]
    [InlineData("2026-03-29T01:00:00Z", "2026-03-29T03:00:00")]
    [InlineData("2025-10-26T00:59:59Z", "2025-10-26T02:59:59")]
    [InlineData("2025-10-26T01:00:00Z", "2025-10-26T02:00:00")]
    public void Local_AroundClockChanges_FollowsTheRule(string utc, string local) =>
        ParisTime.Local(DateTimeOffset.Parse(utc, System.Globalization.CultureInfo.InvariantCulture))
            .Should().Be(DateTime.Parse(local, System.Globalization.CultureInfo.InvariantCulture));
}
