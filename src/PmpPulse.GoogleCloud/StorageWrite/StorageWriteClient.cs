using Google.Cloud.BigQuery.Storage.V1;
using Grpc.Core;
using Microsoft.Extensions.Logging;
using PmpPulse.Contracts;
using PmpPulse.GoogleCloud.Resilience;

namespace PmpPulse.GoogleCloud.StorageWrite;

/// <summary>
/// BigQuery's Storage Write API in one project (<see href="https://cloud.google.com/bigquery/docs/write-api"/>). Thread-safe. Every call
/// carries the routing header.
/// </summary>
public sealed class StorageWriteClient(CallInvoker invoker, string projectId, TimeProvider clock, ILoggerFactory loggerFactory)
{
    private readonly BigQueryWrite.BigQueryWriteClient _client = new(invoker);

    private readonly RpcRetry _retry = new(
        new Backoff(TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(10), Random.Shared.NextDouble), TimeSpan.FromSeconds(20), TimeSpan.FromSeconds(60), clock);

    /// <summary><c>projects/{project}/datasets/{dataset}/tables/{table}</c>.</summary>
    public string TablePath(TableName table)
    {
        ArgumentNullException.ThrowIfNull(table);
        return $"projects/{projectId}/datasets/{table.Dataset}/tables/{table.Table}";
    }

    /// <summary>
    /// Creates a committed stream (rows are visible once acknowledged, offsets make appends exactly-once) and gives its name.
    /// </summary>
    /// <remarks>A retry may leave a stream behind that nobody uses; BigQuery drops it after three idle days.</remarks>
    /// <exception cref="RpcException">NOT_FOUND: no such table; others after retries.</exception>
    public async Task<string> CreateCommittedStreamAsync(TableName table, CancellationToken cancellationToken = default)
    {
        var request = new CreateWriteStreamRequest { Parent = TablePath(table), WriteStream = new WriteStream { Type = WriteStream.Types.Type.Committed } };
        var stream = await _retry.ExecuteAsync(
            token => _client.CreateWriteStreamAsync(request, RoutingHeader.For("parent", request.Parent), cancellationToken: token).ResponseAsync, cancellationToken);
        return stream.Name;
    }

    /// <summary>The stream with its type and times, or null where it doesn't exist (any more).</summary>
    /// <exception cref="RpcException">Any other status, after retries.</exception>
    public Task<WriteStream?> FindStreamAsync(string streamName, CancellationToken cancellationToken = default)
    {
        var request = new GetWriteStreamRequest { Name = streamName };
        return NullIfNotFound<WriteStream?>(
            async token => await _client.GetWriteStreamAsync(request, RoutingHeader.For("name", streamName), cancellationToken: token), cancellationToken);
    }

    /// <summary>Ends a stream: no append succeeds after it. Repeating it is harmless.</summary>
    /// <returns>Rows in the stream, or null where the stream doesn't exist (any more).</returns>
    /// <exception cref="RpcException">Any other status, after retries.</exception>
    public Task<long?> FinalizeStreamAsync(string streamName, CancellationToken cancellationToken = default)
    {
        var request = new FinalizeWriteStreamRequest { Name = streamName };
        return NullIfNotFound<long?>(
            async token => (await _client.FinalizeWriteStreamAsync(request, RoutingHeader.For("name", streamName), cancellationToken: token)).RowCount, cancellationToken);
    }

    /// <summary>Appends to a stream by name. Connects on first use.</summary>
    public WriteStreamAppender OpenStream(string streamName, RowSchema schema, AppenderOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(streamName);
        ArgumentNullException.ThrowIfNull(schema);
        return new WriteStreamAppender(
            invoker, streamName, schema, options ?? new AppenderOptions(), clock, loggerFactory.CreateLogger<WriteStreamAppender>());
    }

    /// <summary>Appends to a table's default stream, at least once. Connects on first use.</summary>
    public TableAppender OpenTable(TableName table, RowSchema schema, AppenderOptions? options = null) => new(
        OpenStream($"{TablePath(table)}/streams/_default", schema, options), options ?? new AppenderOptions(), clock, loggerFactory.CreateLogger<TableAppender>());

    private async Task<T?> NullIfNotFound<T>(Func<CancellationToken, Task<T>> call, CancellationToken cancellationToken)
    {
        try
        {
            return await _retry.ExecuteAsync(call, cancellationToken);
        }
        catch (RpcException exception) when (exception.StatusCode == StatusCode.NotFound)
        {
            return default;
        }
    }
}
