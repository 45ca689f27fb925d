using Microsoft.Extensions.Time.Testing;
using PmpPulse.FeedSimulator.City;
using PmpPulse.Feeds.Gbfs;
using PmpPulse.Feeds.StationStatus;

namespace PmpPulse.FeedSimulator.Tests.City;

public sealed class SimulatedFeedSourceTests
{
    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2026, 3, 2, 7, 30, 0, TimeSpan.Zero));

    [Fact]
    public async Task Status_FollowingTheClock_KeepsUpWithPollsEachMinute()
    {
        var source = new SimulatedFeedSource(new CityOptions(1, 20, null, FollowsClock: true, Speed: 1), _clock);
        for (var poll = 0; poll < 24 * 60; poll++)
        {
            (_clock.GetUtcNow() - await PollAsync(source)).TotalSeconds.Should().BeInRange(0, 63);
            _clock.Advance(TimeSpan.FromMinutes(1));
        }
    }

    [Fact]
    public async Task Status_StartGiven_AdvancesPerRequestRegardlessOfTheClock()
    {
        var start = new DateTimeOffset(2025, 1, 1, 0, 0, 0, TimeSpan.Zero);
        var source = Source(start);
        await PollAsync(source);
        _clock.Advance(TimeSpan.FromHours(3));
        (await PollAsync(source) - start).TotalSeconds.Should().BeInRange(0, 63);
    }

    [Fact]
    public async Task Status_Restarted_PublishesTheSameSnapshots()
    {
        var (one, other) = (Source(start: null), Source(start: null));
        await PollAsync(one);
        await PollAsync(one);
        await PollAsync(other);
        var again = await other.StatusAsync(isRepeated: false, CancellationToken.None);
        again!.Json.ToArray().Should().Equal((await one.StatusAsync(isRepeated: true, CancellationToken.None))!.Json.ToArray());
    }

    [Fact]
    public async Task Status_FollowingTheClockFast_HasTheRequestedSpeed()
    {
        var source = new SimulatedFeedSource(new CityOptions(1, 20, null, FollowsClock: true, Speed: 60), _clock);
        var first = await PollAsync(source);
        _clock.Advance(TimeSpan.FromMinutes(1));
        (await PollAsync(source) - first).TotalMinutes.Should().BeInRange(58, 62);
    }

    private SimulatedFeedSource Source(DateTimeOffset? start) => new(new CityOptions(1, 20, start, FollowsClock: false, Speed: 1), _clock);

    private static async Task<DateTimeOffset> PollAsync(SimulatedFeedSource source) =>
        FeedHeaderReader.Read((await source.StatusAsync(isRepeated: false, CancellationToken.None))!.Json, StationStatusFeed.List).Header!.PublishedAt!.Value;
}
