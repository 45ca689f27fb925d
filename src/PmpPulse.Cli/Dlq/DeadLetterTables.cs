using PmpPulse.Contracts;
using PmpPulse.Contracts.Topology;
using PmpPulse.Feeds;
using PmpPulse.GoogleCloud.BigQuery;

namespace PmpPulse.Cli.Dlq;

/// <summary>Sums up the dead-letter tables of some feeds.</summary>
internal sealed class DeadLetterTables(BigQueryClient bigQuery, IReadOnlyList<FeedTopology> feeds)
{
    private static readonly string Parked = $"""
          SELECT
            '{SharedNames.ParkedDeadLetters}' AS dead_table,
            'parked' AS stage,
            '' AS error_type,
            CONCAT(COALESCE(message_id, ''), '/', COALESCE(JSON_VALUE(attributes, '$.stage'), ''), '/', COALESCE(JSON_VALUE(attributes, '$.element_id'), '')) AS identity,
            parked_ts AS ts,
            COALESCE(reason, '') AS example,
            {DrillMark.OfPush} AS drill
          FROM {SharedNames.ParkedDeadLetters}
          WHERE parked_ts >= @since
        """;

    private readonly string _sql = $"""
        WITH dead AS (
        {string.Join("\n  UNION ALL\n", [.. feeds.SelectMany(OfFeed), Parked])}
        )
        SELECT
          dead_table,
          stage,
          error_type,
          drill,
          COUNT(DISTINCT identity) AS letters,
          MIN(ts) AS oldest,
          MAX(ts) AS newest,
          MAX_BY(example, ts) AS example
        FROM dead
        GROUP BY dead_table, stage, error_type, drill
        ORDER BY dead_table, stage, error_type, drill
        """;

    public async Task<IReadOnlyList<DeadLetterGroup>> ReadAsync(DateTimeOffset since, CancellationToken cancellationToken)
    {
        var results = await bigQuery.QueryAsync(new BigQueryQuery(_sql) { Parameters = [QueryParameter.Timestamp("since", since)] }, cancellationToken);
        var groups = new List<DeadLetterGroup>();
        await foreach (var row in results.ReadRowsAsync(cancellationToken))
        {
            groups.Add(new DeadLetterGroup(
                row.GetString("dead_table"), row.GetString("stage"), row.GetString("error_type"), row.GetInt64("letters"),
                row.GetTimestampOrNull("oldest"), row.GetTimestampOrNull("newest"), row.GetString("example"), row.GetBool("drill")));
        }

        return groups;
    }

    private static IEnumerable<string> OfFeed(FeedTopology feed) =>
        feed.Curation is { } curation ? [Curated(curation.DeadLetterTable, Feed.Named(feed.Kind).List.Id), Push(feed.DeadLetters.Table)] : [Push(feed.DeadLetters.Table)];

    private static string Curated(TableName table, string elementId) => $"""
          SELECT
            '{table}' AS dead_table,
            stage,
            COALESCE(error_type, '') AS error_type,
            CONCAT(COALESCE(message_id, ''), '/', COALESCE({elementId}, '')) AS identity,
            dlq_ts AS ts,
            COALESCE(error_message, '') AS example,
            {DrillMark.OfCurated} AS drill
          FROM {table}
          WHERE dlq_ts >= @since
        """;

    /// <summary>A writer that refuses a message records why; an undeliverable message names the subscription that gave up.</summary>
    private static string Push(TableName table) => $"""
          SELECT
            '{table}' AS dead_table,
            'push' AS stage,
            COALESCE(JSON_VALUE(attributes, '$.pmp_error_type'), 'not_delivered') AS error_type,
            COALESCE(message_id, '') AS identity,
            publish_time AS ts,
            COALESCE(
              JSON_VALUE(attributes, '$.pmp_error_message'),
              CONCAT(JSON_VALUE(attributes, '$.CloudPubSubDeadLetterSourceSubscription'), ' gave up after ', JSON_VALUE(attributes, '$.CloudPubSubDeadLetterSourceDeliveryCount'), ' deliveries'),
              ''
            ) AS example,
            {DrillMark.OfPush} AS drill
          FROM {table}
          WHERE publish_time >= @since
        """;
}
