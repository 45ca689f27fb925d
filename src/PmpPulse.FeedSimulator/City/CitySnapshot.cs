namespace PmpPulse.FeedSimulator.City;

/// <summary>The whole city at the moment a feed is published.</summary>
/// <param name="PublishedAt">Whole seconds, UTC.</param>
/// <param name="Stations">In the feeds' order.</param>
/// <param name="Riding">Bikes at no station: together with those at stations their number is constant.</param>
/// <param name="Glitch">The hour's first snapshots carry neither station codes nor kinds of bikes.</param>
internal sealed record CitySnapshot(DateTimeOffset PublishedAt, IReadOnlyList<StationCounts> Stations, int Riding, bool Glitch);
