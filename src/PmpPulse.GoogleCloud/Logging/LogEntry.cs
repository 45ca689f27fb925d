using System.Text.Json;

namespace PmpPulse.GoogleCloud.Logging;

/// <summary>
/// An entry of Cloud Logging, the parts an operator reads
/// (<see href="https://cloud.google.com/logging/docs/reference/v2/rest/v2/LogEntry"/>).
/// </summary>
public sealed record LogEntry
{
    public string? LogName { get; init; }

    public LogResource? Resource { get; init; }

    /// <summary>When it happened (UTC).</summary>
    public DateTimeOffset Timestamp { get; init; }

    /// <summary>
    /// <c>DEFAULT</c>, <c>DEBUG</c>, <c>INFO</c>, <c>NOTICE</c>, <c>WARNING</c>, <c>ERROR</c>, <c>CRITICAL</c>, …; null stands for
    /// <c>DEFAULT</c>.
    /// </summary>
    public string? Severity { get; init; }

    /// <summary>Distinguishes entries with the same time.</summary>
    public string? InsertId { get; init; }

    public string? TextPayload { get; init; }

    public JsonElement? JsonPayload { get; init; }

    public JsonElement? ProtoPayload { get; init; }

    public JsonElement? HttpRequest { get; init; }
}

/// <summary>What wrote an entry.</summary>
/// <param name="Type">Such as <c>cloud_run_revision</c> or <c>cloud_scheduler_job</c>.</param>
/// <param name="Labels">Such as <c>service_name</c>.</param>
public sealed record LogResource(string? Type, IReadOnlyDictionary<string, string>? Labels);

internal sealed record LogListRequestJson
{
    public required IReadOnlyList<string> ResourceNames { get; init; }
    public required string Filter { get; init; }
    public required string OrderBy { get; init; }
    public required int PageSize { get; init; }
    public string? PageToken { get; init; }
}

internal sealed record LogListJson(IReadOnlyList<LogEntry>? Entries, string? NextPageToken);
