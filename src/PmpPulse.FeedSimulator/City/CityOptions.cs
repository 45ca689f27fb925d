namespace PmpPulse.FeedSimulator.City;

/// <summary>Which city, and how its time passes.</summary>
/// <param name="Seed">Another seed, another city.</param>
/// <param name="Stations">How many stations it has on average.</param>
/// <param name="Start">Simulated time of the start, UTC; null is now.</param>
/// <param name="FollowsClock">Time follows the clock; otherwise each request moves on one snapshot.</param>
/// <param name="Speed">Simulated seconds per second, or snapshots per request.</param>
internal sealed record CityOptions(long Seed, int Stations, DateTimeOffset? Start, bool FollowsClock, double Speed)
{
    public const long DefaultSeed = 1;
    public const int DefaultStations = 1500;
}
