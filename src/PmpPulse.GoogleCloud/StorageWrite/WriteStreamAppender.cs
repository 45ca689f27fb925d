using System.Threading.Channels;
using Grpc.Core;
using Microsoft.Extensions.Logging;
using PmpPulse.GoogleCloud.Resilience;

namespace PmpPulse.GoogleCloud.StorageWrite;

/// <summary>
/// Appends to one write stream over one connection, pipelined: calls are sent in the order they are made and answered in that order. It
/// connects on first use and again after the server closed, and repeats nothing by itself: what an <see cref="AppendOutcome.Unknown"/>
/// means is left to the caller. Thread-safe.
/// </summary>
public sealed class WriteStreamAppender : IAsyncDisposable
{
    private readonly CallInvoker _invoker;
    private readonly RowSchema _schema;
    private readonly AppenderOptions _options;
    private readonly TimeProvider _clock;
    private readonly ILogger<WriteStreamAppender> _logger;
    private readonly FlowGate _gate;
    private readonly Channel<PendingAppend> _queue = Channel.CreateUnbounded<PendingAppend>(new UnboundedChannelOptions { SingleReader = true });
    private readonly CancellationTokenSource _closing = new();
    private readonly Lock _lock = new();
    private Task? _sending;

    internal WriteStreamAppender(
        CallInvoker invoker,
        string streamName,
        RowSchema schema,
        AppenderOptions options,
        TimeProvider clock,
        ILogger<WriteStreamAppender> logger)
    {
        _invoker = invoker;
        StreamName = streamName;
        _schema = schema;
        _options = options;
        _clock = clock;
        _logger = logger;
        _gate = new FlowGate(options.MaxInFlightAppends, options.MaxInFlightBytes);
    }

    /// <summary><c>projects/…/datasets/…/tables/…/streams/…</c> (<c>…/streams/_default</c> for the default stream).</summary>
    public string StreamName { get; }

    /// <summary>Appends all rows of a batch or none of them.</summary>
    /// <param name="rows">At least one row; at most <see cref="RowBatch.MaxAppendBytes"/>.</param>
    /// <param name="offset">
    /// The first row's offset in a committed stream; null appends at its end, and is required on the default stream.
    /// </param>
    /// <param name="cancellationToken">
    /// Stops waiting. Before the request is sent nothing is written; after that the outcome is unknown, as it is whenever
    /// <see cref="OperationCanceledException"/> is thrown.
    /// </param>
    /// <exception cref="ArgumentException">The batch is empty or too large.</exception>
    /// <exception cref="ObjectDisposedException">The appender is closed.</exception>
    /// <exception cref="GoogleCloudConfigurationException">There are no credentials.</exception>
    public Task<AppendOutcome> AppendAsync(RowBatch rows, long? offset, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(rows);
        cancellationToken.ThrowIfCancellationRequested();
        if (rows.Count == 0)
        {
            throw new ArgumentException("There is no row to append.", nameof(rows));
        }

        if (rows.ByteCount > RowBatch.MaxAppendBytes)
        {
            throw new ArgumentException($"The rows take {rows.ByteCount} bytes; an append takes {RowBatch.MaxAppendBytes}.", nameof(rows));
        }

        var append = new PendingAppend(rows, offset, cancellationToken);
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(!_queue.Writer.TryWrite(append), this);
            _sending ??= SendAllAsync();
        }

        return append.Answered.WaitAsync(cancellationToken);
    }

    /// <summary>Sends what is queued, waits for the answers, then closes the connection. Does not finalize the stream.</summary>
    public async ValueTask DisposeAsync()
    {
        Task? sending;
        lock (_lock)
        {
            sending = _queue.Writer.TryComplete() ? _sending : null;
        }

        if (sending is not null)
        {
            await _closing.CancelAsync();
            await sending;
            _closing.Dispose();
        }
    }

    private async Task SendAllAsync()
    {
        await Task.Yield();
        var backoff = new Backoff(_options.InitialBackoff, _options.MaxBackoff, _options.Randomizer);
        var failures = 0;
        AppendConnection? connection = null;
        await foreach (var append in _queue.Reader.ReadAllAsync(CancellationToken.None))
        {
            await _gate.EnterAsync(append.Rows.ByteCount, CancellationToken.None);
            var isSent = false;
            while (!isSent)
            {
                if (connection is { HasEnded: true })
                {
                    failures = connection.AnyAnswered ? 0 : failures + 1;
                    await connection.DisposeAsync();
                    connection = null;
                    if (failures > 0)
                    {
                        await Task.Delay(backoff.Delay(failures - 1), _clock, _closing.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                    }
                }

                if (append.IsAbandoned)
                {
                    _gate.Leave(append.Rows.ByteCount);
                    break;
                }

                try
                {
                    connection ??= new AppendConnection(_invoker, StreamName, _schema, _options, _gate, _clock, _logger);
                }
                catch (Exception exception)
                {
                    _gate.Leave(append.Rows.ByteCount);
                    append.Fail(exception);
                    break;
                }

                isSent = await connection.SendAsync(append);
            }
        }

        if (connection is not null)
        {
            await connection.DisposeAsync();
        }
    }
}
