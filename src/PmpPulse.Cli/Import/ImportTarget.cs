using PmpPulse.Contracts.Topology;
using PmpPulse.GoogleCloud.BigQuery;

namespace PmpPulse.Cli.Import;

/// <summary>The tables that an import fills: what they hold already, and what has arrived.</summary>
internal sealed class ImportTarget(BigQueryClient bigQuery, FeedTopology feed, string systemId)
{
    // nothing is collected before it is published, but it may be collected long after
    private const string Since = "ingest_ts >= @from";

    // by a clock that is behind
    private static readonly TimeSpan Margin = TimeSpan.FromDays(1);

    /// <summary>The given snapshots that are in the first table behind the topic: the raw one, or the only one.</summary>
    public Task<List<RecordedSnapshot>> PresentAsync(IReadOnlyList<RecordedSnapshot> snapshots, CancellationToken cancellationToken) =>
        feed.Curation is null
            ? FindAsync(snapshots, $"SELECT DISTINCT UNIX_MICROS(event_ts) AS id FROM {feed.Writer.Table} WHERE system_id = @system AND {Since}", snapshot => Micros(snapshot.PublishedAt), cancellationToken)
            : FindAsync(snapshots, $"SELECT DISTINCT snapshot_id AS id FROM {feed.Writer.Table} WHERE source = @system AND {Since}", snapshot => snapshot.SnapshotId, cancellationToken);

    /// <summary>The given snapshots that have arrived where people query them.</summary>
    public Task<List<RecordedSnapshot>> ArrivedAsync(IReadOnlyList<RecordedSnapshot> snapshots, CancellationToken cancellationToken) => feed switch
    {
        { Curation: null } => PresentAsync(snapshots, cancellationToken),
        { Kind: "station_status" } => FindAsync(snapshots, $"SELECT DISTINCT snapshot_id AS id FROM pmp_marts.velib_snapshot_totals_mv WHERE system_id = @system AND ingest_day >= TIMESTAMP_TRUNC(@from, DAY)", snapshot => snapshot.SnapshotId, cancellationToken),
        _ => FindAsync(snapshots, $"SELECT DISTINCT snapshot_id AS id FROM {feed.CuratedTable} WHERE system_id = @system AND {Since}", snapshot => snapshot.SnapshotId, cancellationToken),
    };

    private static long Micros(DateTimeOffset time) => Contracts.Events.SnapshotId.UnixMicroseconds(time);

    private async Task<List<RecordedSnapshot>> FindAsync(
        IReadOnlyList<RecordedSnapshot> snapshots, string sql, Func<RecordedSnapshot, long> id, CancellationToken cancellationToken)
    {
        if (snapshots.Count == 0) return [];
        var query = new BigQueryQuery(sql)
        {
            Parameters =
            [
                QueryParameter.String("system", systemId),
                QueryParameter.Timestamp("from", snapshots[0].PublishedAt - Margin),
            ],
        };
        var known = new HashSet<long>();
        var results = await bigQuery.QueryAsync(query, cancellationToken);
        await foreach (var row in results.ReadRowsAsync(cancellationToken))
        {
            if (row.GetInt64OrNull("id") is { } value) known.Add(value);
        }

        return [.. snapshots.Where(snapshot => known.Contains(id(snapshot)))];
    }
}
