using Google.Cloud.BigQuery.Storage.V1;
using Microsoft.Extensions.Logging;
using PmpPulse.Contracts;

namespace PmpPulse.GoogleCloud.StorageWrite;

/// <summary>
/// BigQuery's Storage Write API in one project
/// (<see href="https://cloud.google.com/bigquery/docs/write-api"/>). Thread-safe. Every call carries the routing header.
/// </summary>
public sealed class StorageWriteClient(BigQueryWrite.BigQueryWriteClient client, string projectId, TimeProvider timeProvider, ILoggerFactory loggerFactory)
{
    /// <summary><c>projects/{project}/datasets/{dataset}/tables/{table}</c>.</summary>
    public string TablePath(TableName table)
    {
        ArgumentNullException.ThrowIfNull(table);
        return $"projects/{projectId}/datasets/{table.Dataset}/tables/{table.Table}";
    }

    /// <summary>Creates a committed stream (rows are visible once acknowledged, offsets make appends exactly-once) and gives its name.</summary>
    /// <exception cref="Grpc.Core.RpcException">NOT_FOUND: no such table; others after retries.</exception>
    public Task<string> CreateCommittedStreamAsync(TableName table, CancellationToken cancellationToken = default) => throw new NotImplementedException();

    /// <summary>The stream with its type and times, or null where it doesn't exist (any more).</summary>
    public Task<WriteStream?> FindStreamAsync(string streamName, CancellationToken cancellationToken = default) => throw new NotImplementedException();

    /// <summary>Ends a stream: no append succeeds after it. Repeating it is harmless.</summary>
    /// <returns>Rows in the stream, or null where the stream doesn't exist (any more).</returns>
    public Task<long?> FinalizeStreamAsync(string streamName, CancellationToken cancellationToken = default) => throw new NotImplementedException();

    /// <summary>Appends to a stream by name. Connects on first use.</summary>
    public WriteStreamAppender OpenStream(string streamName, RowSchema schema, AppenderOptions? options = null) =>
        new(client, streamName, schema, options ?? new AppenderOptions(), timeProvider, loggerFactory.CreateLogger<WriteStreamAppender>());

    /// <summary>Appends to a table's default stream, at least once. Connects on first use.</summary>
    public TableAppender OpenTable(TableName table, RowSchema schema, AppenderOptions? options = null) => new(
        OpenStream($"{TablePath(table)}/streams/_default", schema, options), options ?? new AppenderOptions(), timeProvider, loggerFactory.CreateLogger<TableAppender>());
}
