namespace PmpPulse.Curation.Deduplicate;

/// <summary>Reads which rows the curated table already has. Any call may throw what the clients throw.</summary>
internal interface IWrittenRows
{
    /// <summary>
    /// The snapshots with rows ingested at <paramref name="since"/> or later, with their ingestion time in microseconds since 1970 UTC.
    /// </summary>
    IAsyncEnumerable<(long SnapshotId, long IngestTs)> LoadWrittenAsync(DateTimeOffset since, CancellationToken cancellationToken);

    /// <summary>
    /// The rows of some snapshots, each once, that were ingested from <paramref name="from"/> (null: ever) to <paramref name="to"/>.
    /// </summary>
    IAsyncEnumerable<(long SnapshotId, string ElementId)> FindRowsAsync(
        IReadOnlyCollection<long> snapshotIds, DateTimeOffset? from, DateTimeOffset to, CancellationToken cancellationToken);
}
