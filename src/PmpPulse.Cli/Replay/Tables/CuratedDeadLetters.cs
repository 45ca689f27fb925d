using System.Globalization;
using System.Runtime.CompilerServices;
using PmpPulse.Contracts.Topology;
using PmpPulse.Feeds;
using PmpPulse.GoogleCloud.BigQuery;

namespace PmpPulse.Cli.Replay.Tables;

/// <summary>Reads curation's dead letters for a replay: each identity (message, stage, element) once, the oldest first.</summary>
internal sealed class CuratedDeadLetters(BigQueryClient bigQuery, ReplayOptions options, TimeProvider clock)
{
    // a row may carry a message of 10 MB
    private const int PageSize = 20;

    private static readonly TimeSpan DefaultAge = TimeSpan.FromDays(7);

    // the column of the element at fault, in this table and in the curated one
    private readonly string _elementId = Feed.Named(options.Feed.Kind).List.Id;
    private readonly CuratedRows _curated = new(bigQuery, options.Feed.CuratedTable, Feed.Named(options.Feed.Kind).List.Id);

    public async IAsyncEnumerable<TableCandidate> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var page = new List<CuratedDeadLetterRow>(PageSize);
        var results = await bigQuery.QueryAsync(Query(), cancellationToken);
        await foreach (var row in results.ReadRowsAsync(cancellationToken))
        {
            page.Add(new CuratedDeadLetterRow(row));
            if (page.Count < PageSize) continue;
            foreach (var candidate in await ClassifyAsync(page, cancellationToken)) yield return candidate;
            page.Clear();
        }

        foreach (var candidate in await ClassifyAsync(page, cancellationToken)) yield return candidate;
    }

    private BigQueryQuery Query()
    {
        var now = clock.GetUtcNow();
        var sql = $"""
            WITH last_of_each AS (
              SELECT *
              FROM {options.Feed.Curation!.DeadLetterTable}
              WHERE dlq_ts >= @since AND dlq_ts < @until AND (@stage IS NULL OR stage = @stage)
              -- an element without an id is named by its place, which is another one in a replay: then the row itself tells
              QUALIFY ROW_NUMBER() OVER (
                PARTITION BY message_id, stage, COALESCE(IF(stage = 'validate_row', COALESCE(row_json, TO_BASE64(data)), NULL), {_elementId}, '')
                ORDER BY dlq_ts DESC
              ) = 1
            ),
            parked AS (
              SELECT DISTINCT
                message_id,
                JSON_VALUE(attributes, '$.stage') AS stage,
                COALESCE(JSON_VALUE(attributes, '$.element_id'), '') AS element_id
              FROM {SharedNames.ParkedDeadLetters}
              WHERE subscription_name IS NULL
            )
            SELECT
              dead.dlq_ts,
              dead.stage,
              dead.error_type,
              dead.message_id,
              dead.{_elementId} AS element_id,
              dead.row_json,
              dead.data,
              parked.message_id IS NOT NULL AS is_parked,
              JSON_VALUE(dead.event_meta, '$.ingest_ts') AS ingest_ts,
              JSON_VALUE(dead.event_meta, '$.event_ts') AS event_ts,
              JSON_VALUE(dead.event_meta, '$.source') AS source,
              JSON_VALUE(dead.event_meta, '$.event_type') AS event_type,
              JSON_VALUE(dead.event_meta, '$.key') AS key,
              JSON_VALUE(dead.event_meta, '$.snapshot_id') AS snapshot_id,
              JSON_VALUE(dead.event_meta, '$.replay_count') AS replay_count,
              TO_JSON_STRING(JSON_QUERY(dead.event_meta, '$.vehicle_types')) AS vehicle_types
            FROM last_of_each AS dead
            LEFT JOIN parked
              ON parked.message_id = dead.message_id
              AND parked.stage = dead.stage
              AND parked.element_id = COALESCE(dead.{_elementId}, '')
            ORDER BY dead.dlq_ts, dead.message_id, dead.stage, dead.{_elementId}
            """;
        return new BigQueryQuery(sql)
        {
            Parameters =
            [
                QueryParameter.Timestamp("since", options.Since ?? now - DefaultAge),
                // messages that fail again during the run are left for another run
                QueryParameter.Timestamp("until", options.Until ?? now),
                QueryParameter.String("stage", options.Stage),
            ],
            PageSize = PageSize,
        };
    }

    private async Task<IReadOnlyList<TableCandidate>> ClassifyAsync(List<CuratedDeadLetterRow> rows, CancellationToken cancellationToken)
    {
        var curated = await _curated.FindAsync(
            [.. rows.Where(row => row.SnapshotId is not null && row.EventTs is not null).Select(row => (row.SnapshotId!.Value, row.EventTs!.Value))], cancellationToken);
        return [.. rows.Select(row => Classify(row, curated))];
    }

    private TableCandidate Classify(CuratedDeadLetterRow row, IReadOnlySet<(long SnapshotId, string ElementId)> curated)
    {
        var candidate = new TableCandidate(row.MessageId, row.Time);
        if (row.IsCurated(curated)) return candidate with { Skipped = "already in the curated table" };
        if (row.Source is { } source && source != options.SystemId)
        {
            return candidate with { Skipped = $"of system {source}, but this run replays {options.SystemId}: --system {source} replays it if its services run with FEED_SOURCE={source}" };
        }

        if (row.IsParked) return candidate with { Skipped = "parked already" };
        if (row.Replays >= options.MaxReplays)
        {
            var reason = string.Create(CultureInfo.InvariantCulture, $"{row.Stage}: replayed {row.Replays} times; MAX_REPLAYS is {options.MaxReplays}");
            return candidate with { Parked = new ParkedMessage(row.MessageId, reason, row.Replays, row.Data, Attributes(row)) };
        }

        return row.ToMessage(out var fault) is { } message ? candidate with { Message = message } : candidate with { Skipped = fault };
    }

    /// <summary>Together with the message's id its identity: by it a later replay knows that it is parked.</summary>
    private static Dictionary<string, string> Attributes(CuratedDeadLetterRow row)
    {
        var attributes = new Dictionary<string, string> { ["stage"] = row.Stage };
        if (row.ElementId is { } element) attributes["element_id"] = element;
        if (row.ErrorType is { } type) attributes["error_type"] = type;
        return attributes;
    }
}
