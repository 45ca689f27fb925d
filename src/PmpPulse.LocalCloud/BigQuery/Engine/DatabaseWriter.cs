using System.Threading.Channels;
using DuckDB.NET.Data;
using PmpPulse.LocalCloud.BigQuery.Catalog;
using PmpPulse.LocalCloud.BigQuery.Errors;
using PmpPulse.LocalCloud.Disk;
using PmpPulse.ServiceDefaults.Hosting;

namespace PmpPulse.LocalCloud.BigQuery.Engine;

/// <summary>
/// The single writer. It takes operations in order, commits them in groups, and reopens the file after a disk failure. Every operation gets
/// an answer: while the file can't be opened, operations are refused at once and opening is retried.
/// </summary>
internal sealed class DatabaseWriter : IAsyncDisposable
{
    /// <summary>Nobody should notice a checkpoint; one that takes longer is logged.</summary>
    private static readonly TimeSpan SlowCheckpoint = TimeSpan.FromMilliseconds(50);

    private readonly DatabaseOptions _options;
    private readonly DatabaseConnections _connections;
    private readonly ReaderPool _readers;
    private readonly StatementSupervisor _supervisor;
    private readonly TimeProvider _clock;
    private readonly ILogger _logger;
    private readonly DiskWatch? _disk;
    private readonly IMaintenance? _maintenance;
    private readonly Channel<WriteOperation> _writes = Channel.CreateBounded<WriteOperation>(
        new BoundedChannelOptions(256) { SingleReader = true });

    private readonly BackgroundLoop _loop;
    private DuckDBConnection? _writer;
    private DateTimeOffset _reopenAt;
    private CatalogSnapshot _catalog = CatalogSnapshot.Empty;
    private int _generation;
    private int _probing;
    private long _postponedAt;

    /// <exception cref="DuckDBException">The file can't be opened: another process holds it, or it is damaged.</exception>
    public DatabaseWriter(
        DatabaseOptions options,
        DatabaseConnections connections,
        ReaderPool readers,
        StatementSupervisor supervisor,
        TimeProvider clock,
        ILogger logger,
        DiskWatch? disk,
        IMaintenance? maintenance)
    {
        _options = options;
        _connections = connections;
        _readers = readers;
        _supervisor = supervisor;
        _clock = clock;
        _logger = logger;
        _disk = disk;
        _maintenance = maintenance;
        connections.DeleteSpilled();
        OpenWriter();
        readers.Invalidated = Probe;
        // it stops when the queue is completed and empty, not by cancellation: everything accepted is written
        _loop = BackgroundLoop.Start("bigquery-writer", _ => RunAsync(), clock, logger);
    }

    /// <summary>The last committed catalog.</summary>
    public CatalogSnapshot Catalog => Volatile.Read(ref _catalog);

    /// <summary>Increases each time the file is reopened.</summary>
    public int Generation => Volatile.Read(ref _generation);

    /// <summary>Queues a write in call order. The operation reports its own outcome.</summary>
    /// <exception cref="BigQueryException">503: the database is being closed.</exception>
    public async ValueTask EnqueueAsync(WriteOperation operation, CancellationToken cancellationToken)
    {
        try
        {
            await _writes.Writer.WriteAsync(operation, cancellationToken);
        }
        catch (ChannelClosedException)
        {
            throw BigQueryException.NotTriedYet();
        }
    }

    /// <summary>Writes what is queued, then checkpoints.</summary>
    public async ValueTask DisposeAsync()
    {
        _writes.Writer.TryComplete();
        await _loop.Completion;
        await _readers.DisposeAsync();
        _writer?.Dispose();
        await _loop.DisposeAsync();
    }

    private async Task RunAsync()
    {
        while (await NextAsync())
        {
            while (WriteGroup.TryGather(_writes.Reader) is { } group)
            {
                await CommitAsync(group);
                await MaintainAsync();
                if (LogBytes() - _postponedAt >= _options.CheckpointBytes) await CheckpointAsync();
            }
        }

        // a given-up statement blocks the checkpoint; the log is replayed at the next start
        if (_supervisor.GivenUp == 0) await CheckpointAsync();
    }

    /// <summary>Waits for writes. Meanwhile it checkpoints, or retries to open the file.</summary>
    private async Task<bool> NextAsync()
    {
        // a stop does not wait for it either
        while (!_writes.Reader.TryPeek(out _) && !_writes.Reader.Completion.IsCompleted && await MaintainAsync())
        {
            if (LogBytes() - _postponedAt >= _options.CheckpointBytes) await CheckpointAsync();
        }

        var wait = _writes.Reader.WaitToReadAsync().AsTask();
        if (!wait.IsCompleted && LogBytes() >= _options.IdleCheckpointBytes
            && !await CompletesWithinAsync(wait, _options.IdleBeforeCheckpoint))
        {
            await CheckpointAsync();
        }

        while (_writer is null && !await CompletesWithinAsync(wait, _options.ReopenPause)) TryReopen();
        return await wait;
    }

    /// <returns>False if nothing was due.</returns>
    private async Task<bool> MaintainAsync()
    {
        if (_writer is null || _maintenance?.Next(_catalog) is not { } operation) return false;
        await CommitAsync(WriteGroup.Of(operation));
        return true;
    }

    private async Task<bool> CompletesWithinAsync(Task wait, TimeSpan within)
    {
        using var ended = new CancellationTokenSource();
        await Task.WhenAny(wait, Task.Delay(within, _clock, ended.Token));
        await ended.CancelAsync();
        return wait.IsCompleted;
    }

    private async Task CommitAsync(WriteGroup group)
    {
        try
        {
            if (_writer is null && !TryReopen()) group.Fail(BigQueryException.NotTriedYet());
            else if (!await group.CommitAsync(TryCommitAsync)) await CloseWriterAsync();
        }
        catch (Exception e)
        {
            group.Fail(BigQueryException.Unavailable());
            Log.WriterFailed(_logger, e);
            await CloseWriterAsync();
        }
    }

    /// <returns>Null if all operations are durable.</returns>
    private async ValueTask<Exception?> TryCommitAsync(IReadOnlyList<WriteOperation> operations)
    {
        var writer = _writer!;
        var attempt = new CommitAttempt(operations, _catalog, _connections.Ledger, _connections.Documents);
        // appends are short and frequent
        if (operations[0].SharedBytes is not null) return Finish(attempt, attempt.Run(writer));
        try
        {
            return Finish(attempt, await _supervisor.RunAsync(writer, attempt.Run, attempt.TryAbandon, operations[0].Cancellation));
        }
        catch (StatementGivenUpException e)
        {
            // the transaction rolls back whenever it ends; other writes must not wait for that
            _writer = null;
            _writer = _connections.OpenAnother();
            return e;
        }
    }

    private Exception? Finish(CommitAttempt attempt, Exception? error)
    {
        if (error is not null)
        {
            _disk?.Failed(error);
            return error;
        }

        Volatile.Write(ref _catalog, attempt.Catalog);
        if (attempt.Appended.Count > 0) _maintenance?.Appended(attempt.Appended);
        return null;
    }

    private void OpenWriter()
    {
        var writer = _connections.OpenFirst();
        try
        {
            Volatile.Write(ref _catalog, CatalogStore.Load(writer, _clock));
        }
        catch
        {
            writer.Dispose();
            throw;
        }

        _writer = writer;
    }

    /// <summary>After a disk failure DuckDB refuses all work until the file is reopened.</summary>
    private async Task CloseWriterAsync()
    {
        Log.DatabaseClosed(_logger);
        var writer = _writer;
        _writer = null;
        await _readers.CloseAsync();
        writer?.Dispose();
        TryReopen();
    }

    private bool TryReopen()
    {
        if (_clock.GetUtcNow() < _reopenAt) return false;
        _reopenAt = _clock.GetUtcNow() + _options.ReopenPause;
        try
        {
            OpenWriter();
        }
        catch (Exception e)
        {
            _disk?.Failed(e);
            Log.DatabaseUnusable(_logger, e, _supervisor.GivenUp);
            return false;
        }

        Interlocked.Increment(ref _generation);
        _readers.Reopen();
        Log.DatabaseReopened(_logger);
        return true;
    }

    private long LogBytes() => new FileInfo(_connections.LogPath) is { Exists: true } log ? log.Length : 0;

    private async Task CheckpointAsync()
    {
        // on a full disk a checkpoint fails, and DuckDB then refuses all work, including reads
        if (_writer is null || _disk?.Report.Full == true) return;
        try
        {
            var (bytes, started) = (LogBytes(), _clock.GetTimestamp());
            DatabaseConnections.Execute(_writer, "CHECKPOINT");
            _postponedAt = 0;
            var held = _clock.GetElapsedTime(started);
            if (held > SlowCheckpoint) Log.CheckpointSlow(_logger, bytes >> 20, held.TotalMilliseconds);
        }
        catch (DuckDBException e)
        {
            // a given-up statement's transaction can block it; the log remains, and is tried again when idle, or when it has grown
            _postponedAt = LogBytes();
            _disk?.Failed(e);
            Log.CheckpointPostponed(_logger, e);
            if (EngineFaults.IsFatal(e)) await CloseWriterAsync();
        }
    }

    private void Probe()
    {
        // one probe at a time
        if (Interlocked.Exchange(ref _probing, 1) == 0
            && !_writes.Writer.TryWrite(new ProbeOperation(() => Volatile.Write(ref _probing, 0))))
        {
            Volatile.Write(ref _probing, 0);
        }
    }
}
