using PmpPulse.Contracts;
using PmpPulse.Contracts.Topology;
using PmpPulse.Feeds;
using PmpPulse.GoogleCloud.BigQuery;

namespace PmpPulse.Local.Demo;

/// <summary>Counts the rows in the tables of some feeds of one system, with one query over the wire.</summary>
internal sealed class WarehouseCounts(BigQueryClient bigQuery, IReadOnlyList<FeedTopology> feeds, string systemId)
{
    private readonly string _sql = $"""
        SELECT
          {Sum(feeds.Where(feed => feed.Curation is not null).Select(feed => $"(SELECT COUNT(*) FROM (SELECT DISTINCT key, ingest_ts FROM {feed.Writer.Table} WHERE source = @system_id))"))} AS raw_rows,
          {Sum(feeds.Where(feed => feed.Curation is null).Select(feed => Count(feed.Writer.Table)))} AS information_rows,
          {Sum(Curated(feeds).Select(Count))} AS curated_rows,
          {Sum(feeds.Where(feed => feed.Curation is not null).Select(feed => $"(SELECT COUNT(*) FROM (SELECT DISTINCT snapshot_id, {Feed.Named(feed.Kind).List.Id} FROM {feed.CuratedTable} WHERE system_id = @system_id))"))} AS curated_distinct,
          {Sum(Curated(feeds).Select(table => $"(SELECT COUNT(DISTINCT snapshot_id) FROM {table} WHERE system_id = @system_id)"))} AS snapshots,
          {Sum(feeds.SelectMany(DeadLetters))} AS dlq_rows,
          (SELECT COUNT(*) FROM pmp_marts.gbfs_latest_state WHERE system_id = @system_id) AS latest_state_rows,
          (SELECT COUNTIF(name IS NOT NULL) FROM pmp_marts.gbfs_latest_state_enriched WHERE system_id = @system_id) AS enriched_with_name
        """;

    private static IEnumerable<TableName> Curated(IReadOnlyList<FeedTopology> feeds) => feeds.Select(feed => feed.Curation?.Table).OfType<TableName>();

    private static IEnumerable<string> DeadLetters(FeedTopology feed)
    {
        yield return CountOwn(feed.DeadLetters.Table, "attributes");
        if (feed.Curation is { } curation) yield return CountOwn(curation.DeadLetterTable, "event_meta");
    }

    private static string Count(TableName table) => $"(SELECT COUNT(*) FROM {table} WHERE system_id = @system_id)";

    // a message that can't be read does not name its system, and counts
    private static string CountOwn(TableName table, string json) =>
        $"(SELECT COUNT(*) FROM {table} WHERE COALESCE(JSON_VALUE({json}, '$.source'), @system_id) = @system_id)";

    private static string Sum(IEnumerable<string> counts) => string.Join(" + ", counts.DefaultIfEmpty("0"));

    /// <summary>A report with only the counts so far.</summary>
    public async Task<DemoReport> ReadAsync(CancellationToken cancellationToken)
    {
        var query = new BigQueryQuery(_sql) { Parameters = [QueryParameter.String("system_id", systemId)] };
        var row = (await (await bigQuery.QueryAsync(query, cancellationToken)).ReadAllAsync(cancellationToken))[0];
        return new DemoReport
        {
            Feed = string.Empty,
            SystemId = systemId,
            Polls = 0,
            MessagesPublished = 0,
            RawRows = row.GetInt64("raw_rows"),
            InformationRows = row.GetInt64("information_rows"),
            CuratedRows = row.GetInt64("curated_rows"),
            CuratedDistinct = row.GetInt64("curated_distinct"),
            DuplicateSnapshotsDropped = 0,
            DlqRows = row.GetInt64("dlq_rows"),
            LatestStateRows = row.GetInt64("latest_state_rows"),
            EnrichedWithName = row.GetInt64("enriched_with_name"),
            Snapshots = row.GetInt64("snapshots"),
            LatencyMs = new LatencyPercentiles(null, null),
            WallS = 0,
        };
    }
}
