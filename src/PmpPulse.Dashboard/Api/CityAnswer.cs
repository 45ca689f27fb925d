using PmpPulse.Dashboard.Marts;

namespace PmpPulse.Dashboard.Api;

/// <summary><c>GET /api/city</c>: the last day against the usual, the areas, and the stations without bikes or docks.</summary>
internal sealed record CityAnswer(
    DateTimeOffset? EventTs, DaySeries Day, IReadOnlyList<CityHourAnswer> Usual, IReadOnlyList<AreaAnswer> Areas, IReadOnlyList<OutAnswer> Empty, IReadOnlyList<OutAnswer> Full,
    IReadOnlyList<ReadingReport> Marts);

/// <summary>The last 24 hours, a point every five minutes, one array a column.</summary>
internal sealed record DaySeries(
    IReadOnlyList<DateTimeOffset> EventTs, IReadOnlyList<long?> Bikes, IReadOnlyList<long?> Ebikes, IReadOnlyList<long?> Docks, IReadOnlyList<long> Empty, IReadOnlyList<long> Full);

/// <summary>An hour of the city as it usually is.</summary>
internal sealed record CityHourAnswer(DateTimeOffset HourTs, double? BikesP25, double? BikesMedian, double? BikesP75, double? EmptyMedian, double? FullMedian);

/// <summary>An area now. Its source says how stations were placed: by <c>geometry</c>, or by their <c>code</c>.</summary>
internal sealed record AreaAnswer(
    string AreaId, string? AreaName, string? AreaSource, long Stations, long? Bikes, long? Ebikes, long? Docks, long? Capacity, long Empty, long Full, long Closed, double? FillRate);

/// <summary>A station without bikes, or without free docks.</summary>
internal sealed record OutAnswer(string StationId, string? StationCode, string? Name, SinceAnswer Since);
