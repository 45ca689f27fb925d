using System.Globalization;
using System.Runtime.CompilerServices;
using PmpPulse.Contracts.Events;
using PmpPulse.GoogleCloud;
using PmpPulse.GoogleCloud.BigQuery;
using PmpPulse.GoogleCloud.StorageWrite;

namespace PmpPulse.Curation.Fencing;

/// <summary>The curated table and its register in BigQuery.</summary>
internal sealed class BigQueryCuratedTable(FencedTable table, BigQueryClient bigQuery, StorageWriteClient storage) : ICuratedTable
{
    private static readonly TimeSpan QueryTimeout = TimeSpan.FromMinutes(2);

    private static readonly AppenderOptions Appending = new() { ResponseTimeout = TimeSpan.FromSeconds(15), TraceId = "pmp-pulse:curation" };

    /// <inheritdoc />
    public async Task<RegisterEntry> ReadRegisterAsync(CancellationToken cancellationToken)
    {
        var register = await bigQuery.GetTableAsync(table.Register, cancellationToken);
        return new RegisterEntry(Register.Parse(table.Register, register.Description), register.Etag ?? throw new RegisterFormatException(table.Register, "(no ETag)"));
    }

    /// <inheritdoc />
    public async Task<bool> TryReplaceRegisterAsync(Register value, string etag, CancellationToken cancellationToken)
    {
        try
        {
            await bigQuery.PatchTableAsync(table.Register, new BigQueryTable { Description = value.ToJson() }, etag, cancellationToken);
            return true;
        }
        catch (GoogleApiException exception) when (exception.IsPreconditionFailed)
        {
            return false;
        }
    }

    /// <inheritdoc />
    public Task FinalizeStreamAsync(string stream, CancellationToken cancellationToken) => storage.FinalizeStreamAsync(stream, cancellationToken);

    /// <inheritdoc />
    public Task<string> CreateStreamAsync(CancellationToken cancellationToken) => storage.CreateCommittedStreamAsync(table.Name, cancellationToken);

    /// <inheritdoc />
    public IStreamAppender OpenStream(string stream) => new Stream(storage.OpenStream(stream, table.Schema, Appending));

    /// <inheritdoc />
    public async IAsyncEnumerable<(long SnapshotId, long IngestTs)> LoadWrittenAsync(DateTimeOffset since, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var query = new BigQueryQuery(
            $"SELECT snapshot_id, MAX(ingest_ts) AS ingest_ts FROM {table.Name} WHERE ingest_ts >= @since AND snapshot_id IS NOT NULL GROUP BY snapshot_id")
        {
            Parameters = [QueryParameter.Timestamp("since", since)],
            Timeout = QueryTimeout,
            UseQueryCache = false,
        };
        var results = await bigQuery.QueryAsync(query, cancellationToken);
        await foreach (var row in results.ReadRowsAsync(cancellationToken))
        {
            yield return (row.GetInt64("snapshot_id"), SnapshotId.UnixMicroseconds(row.GetTimestamp("ingest_ts")));
        }
    }

    /// <inheritdoc />
    public async IAsyncEnumerable<(long SnapshotId, string ElementId)> FindRowsAsync(
        IReadOnlyCollection<long> snapshotIds, DateTimeOffset? from, DateTimeOffset to, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var query = new BigQueryQuery(string.Create(
            CultureInfo.InvariantCulture,
            $"SELECT DISTINCT snapshot_id, {table.ElementId} FROM {table.Name} WHERE snapshot_id IN UNNEST(@ids) AND {(from is null ? "" : "ingest_ts >= @from AND ")}ingest_ts <= @to"))
        {
            Parameters =
            [
                QueryParameter.Int64Array("ids", snapshotIds),
                .. from is { } start ? [QueryParameter.Timestamp("from", start)] : Array.Empty<QueryParameter>(),
                QueryParameter.Timestamp("to", to),
            ],
            Timeout = QueryTimeout,
            UseQueryCache = false,
        };
        var results = await bigQuery.QueryAsync(query, cancellationToken);
        await foreach (var row in results.ReadRowsAsync(cancellationToken)) yield return (row.GetInt64("snapshot_id"), row.GetString(table.ElementId));
    }

    private sealed class Stream(WriteStreamAppender appender) : IStreamAppender
    {
        public Task<AppendOutcome> AppendAsync(RowBatch rows, long offset, CancellationToken cancellationToken) => appender.AppendAsync(rows, offset, cancellationToken);

        public ValueTask DisposeAsync() => appender.DisposeAsync();
    }
}
