using System.Text.Json.Serialization;
using PmpPulse.Dashboard.Marts;

namespace PmpPulse.Dashboard.Api;

/// <summary><c>GET /api/stations/{id}</c>: a station now, over the last day, and as it usually is.</summary>
/// <param name="Station">The station now.</param>
/// <param name="EmptySince">Since when it has no bike, or no free dock; null if it has.</param>
/// <param name="SlotTs">Starts of the quarters of an hour of the last day.</param>
/// <param name="Bikes">Usable bikes at the end of each; null where not known.</param>
/// <param name="Docks">Usable docks at the end of each.</param>
/// <param name="Usual">What is usual in these hours and the next ones.</param>
/// <param name="Week">The last seven days; null if not known.</param>
/// <param name="Scores">How often the chances were right.</param>
/// <param name="Marts">How the marts it is made of were read.</param>
internal sealed record StationDetailAnswer(
    StationAnswer Station, SinceAnswer? EmptySince, IReadOnlyList<DateTimeOffset> SlotTs, IReadOnlyList<int?> Bikes, IReadOnlyList<int?> Docks,
    IReadOnlyList<UsualHourAnswer> Usual, WeekAnswer? Week, IReadOnlyList<ScoreAnswer> Scores, IReadOnlyList<ReadingReport> Marts);

/// <summary>An hour as it usually is, by its start (UTC): as the same weekday and hour in Paris was.</summary>
internal sealed record UsualHourAnswer(DateTimeOffset HourTs, double? BikesP25, double? BikesMedian, double? BikesP75, double? DocksMedian, [property: JsonPropertyName("chance_1_bike")] double? Chance1Bike,
    [property: JsonPropertyName("chance_1_dock")] double? Chance1Dock, int Weeks);

/// <summary>Minutes and bikes of the last seven days.</summary>
internal sealed record WeekAnswer(double? MinutesObserved, double? MinutesEmpty, double? MinutesFull, long? BikesDeparted, long? BikesArrived);

/// <summary>How often the chance of a bike in so many minutes was right over the last week.</summary>
internal sealed record ScoreAnswer(long Minutes, long Forecasts, double? HitRate, double? Brier);

/// <summary>Since when something holds.</summary>
/// <param name="Ts">Since then, to the minute; null if it began after <paramref name="AfterTs"/>.</param>
/// <param name="AfterTs">The end of what history tells.</param>
/// <param name="AtLeast">It held when the history began: it may be longer.</param>
internal sealed record SinceAnswer(DateTimeOffset? Ts, DateTimeOffset? AfterTs, bool AtLeast);
