using Microsoft.Extensions.Logging;

namespace PmpPulse.GoogleCloud.StorageWrite;

/// <summary>
/// Appends to a table's default stream, at least once: an append that failed in passing or whose answer was lost is repeated, so rows
/// may be there twice and never less than once. Thread-safe.
/// </summary>
public sealed class TableAppender : IAsyncDisposable
{
    internal TableAppender(WriteStreamAppender appender, AppenderOptions options, TimeProvider timeProvider, ILogger<TableAppender> logger)
    {
    }

    /// <summary>
    /// Appends all rows or none. <see cref="AppendOutcome.Appended"/>, <see cref="AppendOutcome.RowsRejected"/>, or, when the time is
    /// over or no repeat can help, <see cref="AppendOutcome.NotAppended"/> or <see cref="AppendOutcome.Unknown"/>.
    /// </summary>
    public Task<AppendOutcome> AppendAsync(RowBatch rows, CancellationToken cancellationToken = default) => throw new NotImplementedException();

    /// <inheritdoc />
    public ValueTask DisposeAsync() => throw new NotImplementedException();
}
