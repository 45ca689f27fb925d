namespace PmpPulse.FeedSimulator.City;

/// <summary>Which city, and how its time goes.</summary>
/// <param name="Seed">Another seed, another city.</param>
/// <param name="Stations">How many stations it has on average.</param>
/// <param name="Start">Simulated time of the start, UTC; null is now.</param>
/// <param name="FollowsClock">Time goes with the clock; else one snapshot further at each request.</param>
/// <param name="Speed">Simulated seconds a second, or snapshots a request.</param>
internal sealed record CityOptions(long Seed, int Stations, DateTimeOffset? Start, bool FollowsClock, double Speed);
