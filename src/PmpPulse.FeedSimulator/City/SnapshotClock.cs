using PmpPulse.Feeds.Simulation;

namespace PmpPulse.FeedSimulator.City;

/// <summary>
/// Numbers the moments at which the feed is published, about every 61 s since 1970 whatever the start: so a restarted simulator
/// publishes the very snapshots it would have published, and they can be told apart by their time alone.
/// </summary>
internal readonly struct SnapshotClock(SeededNoise noise)
{
    private const long Period = 61;

    /// <summary>When snapshot <paramref name="number"/> is published: whole seconds, UTC.</summary>
    public DateTimeOffset TimeOf(long number) =>
        DateTimeOffset.FromUnixTimeSeconds(number * Period + noise.Index(NoiseStream.TickJitter, number, 3));

    /// <summary>Number of the last snapshot published by <paramref name="instant"/>.</summary>
    public long LastBy(DateTimeOffset instant)
    {
        var number = instant.ToUnixTimeSeconds() / Period;
        return TimeOf(number) > instant ? number - 1 : number;
    }
}
