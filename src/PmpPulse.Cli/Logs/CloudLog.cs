using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;
using PmpPulse.GoogleCloud.Logging;

namespace PmpPulse.Cli.Logs;

/// <summary>The pipeline's entries in Cloud Logging.</summary>
internal sealed class CloudLog(LoggingClient logging, TimeProvider clock)
{
    private static readonly TimeSpan PollInterval = TimeSpan.FromSeconds(5);

    // entries arrive up to some seconds late and out of order
    private static readonly TimeSpan Overlap = TimeSpan.FromSeconds(30);

    /// <summary>Entries that match, oldest first, the newest <paramref name="limit"/> of them; following continues with new ones.</summary>
    public async IAsyncEnumerable<LogLine> ReadAsync(LogQuery query, int limit, bool follow, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var newest = await logging.ListAsync(Filter(query), newestFirst: true, cancellationToken).Take(limit).ToListAsync(cancellationToken);
        newest.Reverse();
        foreach (var entry in newest) yield return Line(entry);
        var seen = newest.Select(Key).ToHashSet();
        var from = newest.Count > 0 ? newest[^1].Timestamp : query.Since;
        while (follow)
        {
            await Task.Delay(PollInterval, clock, cancellationToken);
            var since = from - Overlap > query.Since ? from - Overlap : query.Since;
            await foreach (var entry in logging.ListAsync(Filter(query with { Since = since }), newestFirst: false, cancellationToken))
            {
                if (!seen.Add(Key(entry))) continue;
                if (entry.Timestamp > from) from = entry.Timestamp;
                yield return Line(entry);
            }
        }
    }

    private static (string?, DateTimeOffset, string?) Key(LogEntry entry) => (entry.LogName, entry.Timestamp, entry.InsertId);

    private static string Filter(LogQuery query)
    {
        string[] labels = ["service_name", "worker_pool_name", "job_name", "job_id"];
        var name = (query.Service ?? "pmp-").Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal);
        var ours = labels.Select(label => $"resource.labels.{label}:\"{name}\"");
        // the schedule's own name has no pmp- in it
        if (query.Service is null) ours = ours.Append("resource.type=\"cloud_scheduler_job\"");
        return $"timestamp>=\"{query.Since.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture)}\""
            + (query.Until is { } until ? $" AND timestamp<=\"{until.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture)}\"" : "")
            + $" AND severity>={query.Severity.ToString().ToUpperInvariant()} AND ({string.Join(" OR ", ours)})";
    }

    private static LogLine Line(LogEntry entry)
    {
        var labels = entry.Resource?.Labels ?? new Dictionary<string, string>();
        var service = labels.GetValueOrDefault("service_name") ?? labels.GetValueOrDefault("worker_pool_name")
            ?? labels.GetValueOrDefault("job_name") ?? labels.GetValueOrDefault("job_id") ?? entry.Resource?.Type ?? "";
        return new LogLine(entry.Timestamp, entry.Severity ?? "DEFAULT", service, Message(entry), Text(entry.JsonPayload, "exception"));
    }

    private static string Message(LogEntry entry) =>
        entry.TextPayload
        ?? Text(entry.JsonPayload, "message")
        ?? (entry.HttpRequest is { } request ? $"{Text(request, "requestMethod")} {Text(request, "requestUrl")} {Raw(request, "status")}" : null)
        ?? entry.JsonPayload?.GetRawText()
        ?? Text(entry.ProtoPayload, "methodName")
        ?? "";

    private static string? Text(JsonElement? payload, string name) =>
        payload is { ValueKind: JsonValueKind.Object } json && json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static string? Raw(JsonElement payload, string name) => payload.TryGetProperty(name, out var value) ? value.GetRawText() : null;
}
