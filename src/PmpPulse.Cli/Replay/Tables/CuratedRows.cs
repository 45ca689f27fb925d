using PmpPulse.Contracts;
using PmpPulse.GoogleCloud.BigQuery;

namespace PmpPulse.Cli.Replay.Tables;

/// <summary>Finds the rows that are already in a curated table.</summary>
/// <param name="bigQuery">Client for queries.</param>
/// <param name="table">The table.</param>
/// <param name="elementId">The column that tells the rows of one snapshot apart.</param>
internal sealed class CuratedRows(BigQueryClient bigQuery, TableName table, string elementId)
{
    // a snapshot is collected within a day of its publication, which bounds the partitions to read
    private static readonly TimeSpan Margin = TimeSpan.FromDays(1);

    /// <summary>The rows of these snapshots.</summary>
    /// <param name="snapshots">Ids, each with the time of its event.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public async Task<IReadOnlySet<(long SnapshotId, string ElementId)>> FindAsync(
        IReadOnlyCollection<(long SnapshotId, DateTimeOffset EventTs)> snapshots, CancellationToken cancellationToken)
    {
        var found = new HashSet<(long, string)>();
        if (snapshots.Count == 0) return found;
        var results = await bigQuery.QueryAsync(
            new BigQueryQuery(
                $"""
                SELECT DISTINCT snapshot_id, {elementId}
                FROM {table}
                WHERE snapshot_id IN UNNEST(@ids) AND ingest_ts BETWEEN @earliest AND @latest
                """)
            {
                Parameters =
                [
                    QueryParameter.Int64Array("ids", snapshots.Select(snapshot => snapshot.SnapshotId).Distinct()),
                    QueryParameter.Timestamp("earliest", Shift(snapshots.Min(snapshot => snapshot.EventTs), -Margin)),
                    QueryParameter.Timestamp("latest", Shift(snapshots.Max(snapshot => snapshot.EventTs), Margin)),
                ],
            },
            cancellationToken);
        await foreach (var row in results.ReadRowsAsync(cancellationToken)) found.Add((row.GetInt64("snapshot_id"), row.GetString(elementId)));
        return found;
    }

    /// <summary>A bad message may carry any time.</summary>
    private static DateTimeOffset Shift(DateTimeOffset time, TimeSpan by) =>
        by < TimeSpan.Zero
            ? time - DateTimeOffset.MinValue > -by ? time + by : DateTimeOffset.MinValue
            : DateTimeOffset.MaxValue - time > by ? time + by : DateTimeOffset.MaxValue;
}
