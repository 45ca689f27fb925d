using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Google.Cloud.PubSub.V1;
using Google.Protobuf;
using PmpPulse.Contracts.Events;
using PmpPulse.Contracts.Json;
using PmpPulse.Feeds;
using PmpPulse.GoogleCloud.BigQuery;
using Encoding = System.Text.Encoding;

namespace PmpPulse.Cli.Replay.Tables;

/// <summary>
/// Reads the raw table for curating again: each event (key, <c>ingest_ts</c>, snapshot) once, the oldest first. A JSON column keeps a
/// payload's meaning but not its bytes, so each message names the snapshot it belongs to.
/// </summary>
internal sealed class RawSnapshots(BigQueryClient bigQuery, ReplayOptions options, TimeProvider clock)
{
    // a snapshot is 0.6 MB
    private const int PageSize = 20;

    private readonly string _sql = $"""
        SELECT
          ingest_ts,
          event_ts,
          source,
          event_type,
          key,
          snapshot_id,
          TO_JSON_STRING(payload) AS payload,
          payload_encoding,
          TO_JSON_STRING(vehicle_types) AS vehicle_types
        FROM {options.Feed.Writer.Table}
        WHERE ingest_ts >= @since AND ingest_ts < @until AND event_type = @event_type AND source = @system_id
        -- of two snapshots that a clock gave one time both go
        QUALIFY ROW_NUMBER() OVER (PARTITION BY key, ingest_ts, snapshot_id ORDER BY event_ts) = 1
        ORDER BY ingest_ts, key
        """;

    public async IAsyncEnumerable<TableCandidate> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var query = new BigQueryQuery(_sql)
        {
            Parameters =
            [
                QueryParameter.Timestamp("since", options.Since),
                QueryParameter.Timestamp("until", options.Until ?? clock.GetUtcNow()),
                QueryParameter.String("event_type", options.Feed.EventType),
                QueryParameter.String("system_id", options.SystemId),
            ],
            PageSize = PageSize,
        };
        var results = await bigQuery.QueryAsync(query, cancellationToken);
        await foreach (var row in results.ReadRowsAsync(cancellationToken)) yield return Candidate(row);
    }

    private TableCandidate Candidate(BigQueryRow row)
    {
        var ingestTs = row.GetTimestamp("ingest_ts");
        var key = row.GetString("key");
        var candidate = new TableCandidate($"{key} {Rfc3339.Format(ingestTs)}", ingestTs);
        if (row.GetInt64OrNull("snapshot_id") is not { } snapshotId)
        {
            return candidate with { Skipped = $"no snapshot_id: no {Feed.Named(options.Feed.Kind).List.Name} array, or collected before the raw table kept it" };
        }

        var (payload, isJson) = Payload(row.GetStringOrNull("payload") ?? "null", row.GetStringOrNull("payload_encoding"));
        var envelope = new EventEnvelope(
            ingestTs, row.GetTimestampOrNull("event_ts"), row.GetString("source"), row.GetString("event_type"), key,
            payload)
        {
            PayloadIsJson = isJson,
            VehicleTypes = row.GetStringOrNull("vehicle_types") is { } types && types != "null" ? Encoding.UTF8.GetBytes(types) : default,
        };
        var message = new PubsubMessage
        {
            Data = ByteString.CopyFrom(EventEnvelopeWriter.ToBytes(envelope).Span),
            OrderingKey = key,
            Attributes = { envelope.Attributes().ToDictionary() },
        };
        message.Attributes[MessageAttributes.SnapshotId] = snapshotId.ToString(CultureInfo.InvariantCulture);
        // the table keeps no message id, and a dead letter must keep its identity however often its snapshot is replayed
        message.Attributes[MessageAttributes.OriginalMessageId] = string.Create(CultureInfo.InvariantCulture, $"raw:{snapshotId}");
        message.Attributes[MessageAttributes.ReplayFor] = MessageAttributes.Curation;
        message.Attributes[MessageAttributes.ReplayCount] = "1";
        return candidate with { Message = message };
    }

    /// <summary>The feed's body: a JSON string stands for one that was not JSON, or that the column would not accept as JSON.</summary>
    private static (byte[] Payload, bool IsJson) Payload(string json, string? encoding)
    {
        if (!json.StartsWith('"')) return (Encoding.UTF8.GetBytes(json), true);
        using var document = JsonDocument.Parse(json);
        return (encoding is null ? Encoding.UTF8.GetBytes(document.RootElement.GetString()!) : document.RootElement.GetBytesFromBase64(), false);
    }
}
