using Google.Cloud.BigQuery.Storage.V1;
using Microsoft.Extensions.Logging;

namespace PmpPulse.GoogleCloud.StorageWrite;

/// <summary>
/// Appends to one write stream over one connection, pipelined: calls are sent in the order they are made and answered in that
/// order. It connects on first use and again after the server closed, and repeats nothing by itself: what an
/// <see cref="AppendOutcome.Unknown"/> means is the caller's to decide. Thread-safe.
/// </summary>
public sealed class WriteStreamAppender : IAsyncDisposable
{
    internal WriteStreamAppender(
        BigQueryWrite.BigQueryWriteClient client,
        string streamName,
        RowSchema schema,
        AppenderOptions options,
        TimeProvider timeProvider,
        ILogger<WriteStreamAppender> logger)
    {
        StreamName = streamName;
    }

    /// <summary><c>projects/…/datasets/…/tables/…/streams/…</c> (<c>…/streams/_default</c> for the default stream).</summary>
    public string StreamName { get; }

    /// <summary>Appends all rows of a batch or none of them.</summary>
    /// <param name="rows">At least one row; at most <see cref="RowBatch.MaxAppendBytes"/>.</param>
    /// <param name="offset">Where the first row is to stand in a committed stream; null appends at its end, and must be null on the default stream.</param>
    /// <param name="cancellationToken">
    /// Gives up waiting. Before the request is sent nothing is written; after that the outcome is unknown, as it is whenever
    /// <see cref="OperationCanceledException"/> is thrown.
    /// </param>
    /// <exception cref="ArgumentException">The batch is empty or too large.</exception>
    public Task<AppendOutcome> AppendAsync(RowBatch rows, long? offset, CancellationToken cancellationToken = default) => throw new NotImplementedException();

    /// <summary>Waits for the answers to what was sent, then closes the connection. Does not finalize the stream.</summary>
    public ValueTask DisposeAsync() => throw new NotImplementedException();
}
