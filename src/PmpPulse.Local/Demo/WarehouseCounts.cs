using PmpPulse.Contracts;
using PmpPulse.Contracts.Topology;
using PmpPulse.Feeds;
using PmpPulse.GoogleCloud.BigQuery;

namespace PmpPulse.Local.Demo;

/// <summary>Counts what stands in the tables of some feeds, by one query over the wire.</summary>
internal sealed class WarehouseCounts(BigQueryClient bigQuery, IReadOnlyList<FeedTopology> feeds)
{
    private readonly string _sql = $"""
        SELECT
          {Sum(feeds.Where(feed => feed.Curation is not null).Select(feed => $"(SELECT COUNT(*) FROM (SELECT DISTINCT key, ingest_ts FROM {feed.Writer.Table}))"))} AS raw_rows,
          {Sum(feeds.Where(feed => feed.Curation is null).Select(feed => Count(feed.Writer.Table)))} AS information_rows,
          {Sum(Curated(feeds).Select(Count))} AS curated_rows,
          {Sum(feeds.Where(feed => feed.Curation is not null).Select(feed => $"(SELECT COUNT(*) FROM (SELECT DISTINCT snapshot_id, {Feed.Named(feed.Kind).List.Id} FROM {feed.CuratedTable}))"))} AS curated_distinct,
          {Sum(Curated(feeds).Select(table => $"(SELECT COUNT(DISTINCT snapshot_id) FROM {table})"))} AS snapshots,
          {Sum(feeds.SelectMany(DeadLetters).Select(Count))} AS dlq_rows,
          (SELECT COUNT(*) FROM pmp_marts.velib_latest_state) AS latest_state_rows,
          (SELECT COUNTIF(name IS NOT NULL) FROM pmp_marts.velib_latest_state_enriched) AS enriched_with_name
        """;

    private static IEnumerable<TableName> Curated(IReadOnlyList<FeedTopology> feeds) => feeds.Select(feed => feed.Curation?.Table).OfType<TableName>();

    private static IEnumerable<TableName> DeadLetters(FeedTopology feed) =>
        feed.Curation is { } curation ? [feed.DeadLetters.Table, curation.DeadLetterTable] : [feed.DeadLetters.Table];

    private static string Count(TableName table) => $"(SELECT COUNT(*) FROM {table})";

    private static string Sum(IEnumerable<string> counts) => string.Join(" + ", counts.DefaultIfEmpty("0"));

    /// <summary>A report that holds the counts and nothing else yet.</summary>
    public async Task<DemoReport> ReadAsync(CancellationToken cancellationToken)
    {
        var row = (await (await bigQuery.QueryAsync(_sql, cancellationToken)).ReadAllAsync(cancellationToken))[0];
        return new DemoReport
        {
            Feed = string.Empty,
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
