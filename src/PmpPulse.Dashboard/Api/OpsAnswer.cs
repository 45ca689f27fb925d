using System.Text.Json.Serialization;
using PmpPulse.Dashboard.Marts;

namespace PmpPulse.Dashboard.Api;

/// <summary><c>GET /api/ops</c>: how the pipeline does.</summary>
/// <param name="IngestTs">The last poll that brought something new.</param>
/// <param name="LagS">Seconds from its publication to its collection.</param>
/// <param name="Snapshots24h">Snapshots of the last 24 hours.</param>
/// <param name="LongestGapS">The longest time between two of them, up to the newest; null with fewer than two.</param>
/// <param name="DuplicatesToday">Polls since midnight in Paris that brought nothing new; null if polls are not counted yet.</param>
/// <param name="Days">The last days' polling, newest first.</param>
/// <param name="Checks">What the page itself checked of what it shows.</param>
/// <param name="Queries">Queries this server sent to the warehouse since it started.</param>
/// <param name="BytesProcessed">Bytes that the warehouse read for them.</param>
/// <param name="Marts">How every mart was read last.</param>
internal sealed record OpsAnswer(
    DateTimeOffset? IngestTs, double? LagS, [property: JsonPropertyName("snapshots_24h")] int Snapshots24h, double? LongestGapS, long? DuplicatesToday, IReadOnlyList<DayAnswer> Days, IReadOnlyList<CheckAnswer> Checks,
    long Queries, long BytesProcessed, IReadOnlyList<ReadingReport> Marts);

/// <summary>A day of polling.</summary>
internal sealed record DayAnswer(
    DateOnly Day, long? PollsExpected, long? PollsSeen, double? Coverage, double? PublicationAgeSecondsMedian, double? ContentAgeSecondsMedian, long? MuteStations, long? FlaggedRows,
    long? DeadLetters, string? DeadLettersByStage);

/// <summary>A rule that the figures must obey, and whether they do; null if there is nothing to check yet.</summary>
internal sealed record CheckAnswer(string Check, bool? Holds);
