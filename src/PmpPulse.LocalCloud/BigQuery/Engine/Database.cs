using System.Threading.Channels;
using DuckDB.NET.Data;
using PmpPulse.LocalCloud.BigQuery.Catalog;

namespace PmpPulse.LocalCloud.BigQuery.Engine;

/// <summary>
/// One DuckDB file: a single writer that groups commits, and readers beside it. What <see cref="WriteAsync"/> has answered
/// is on disk; a process killed at any moment leaves each transaction whole or absent.
/// </summary>
internal sealed class Database : IAsyncDisposable
{
    private readonly DatabaseOptions _options;
    private readonly DatabaseConnections _connections;
    private readonly ReaderPool _readers;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly Channel<WriteOperation> _writes = Channel.CreateBounded<WriteOperation>(
        new BoundedChannelOptions(256) { SingleReader = true });

    private readonly Task _loop;
    private DuckDBConnection? _writer;
    private CatalogSnapshot _catalog = CatalogSnapshot.Empty;
    private int _generation;

    private Database(DatabaseOptions options, TimeProvider time, ILogger logger)
    {
        _options = options;
        _time = time;
        _logger = logger;
        _connections = new DatabaseConnections(options);
        _readers = new ReaderPool(_connections, options.Readers);
        OpenWriter();
        _loop = Task.Run(RunWriterAsync);
    }

    /// <summary>The catalog as last committed.</summary>
    public CatalogSnapshot Catalog => Volatile.Read(ref _catalog);

    /// <summary>Grows each time the file had to be opened anew: what was in memory beside it is gone then.</summary>
    public int Generation => Volatile.Read(ref _generation);

    /// <exception cref="DuckDBException">The file can't be opened: held by another process, or damaged.</exception>
    public static Database Open(DatabaseOptions options, TimeProvider time, ILogger logger) => new(options, time, logger);

    /// <summary>Runs a write in a transaction of its own; returns once it is durable.</summary>
    public async Task<T> WriteAsync<T>(Func<WriteSession, T> work, CancellationToken cancellation)
    {
        var operation = new WriteOperation<T>(work, cancellation);
        await EnqueueAsync(operation, cancellation);
        return await operation.Completion;
    }

    /// <summary>Queues a write, in the order of calls; it answers for itself.</summary>
    public ValueTask EnqueueAsync(WriteOperation operation, CancellationToken cancellation) =>
        _writes.Writer.WriteAsync(operation, cancellation);

    /// <summary>Lends a connection for reading; blocking work runs off the caller's thread.</summary>
    public Task<T> ReadAsync<T>(Func<DuckDBConnection, T> read, CancellationToken cancellation) =>
        _readers.RunAsync(read, cancellation);

    public async ValueTask DisposeAsync()
    {
        _writes.Writer.TryComplete();
        await _loop;
        await _readers.DisposeAsync();
        _writer?.Dispose();
    }

    private async Task RunWriterAsync()
    {
        var wait = _writes.Reader.WaitToReadAsync().AsTask();
        while (true)
        {
            if (!wait.IsCompleted && LogBytes() >= _options.IdleCheckpointBytes)
            {
                var idle = Task.Delay(_options.IdleBeforeCheckpoint, _time);
                if (await Task.WhenAny(wait, idle) == idle)
                    Checkpoint();
            }

            if (!await wait)
                break;
            while (WriteGroup.TryGather(_writes.Reader) is { } group)
            {
                if (_writer is null && TryReopen() is { } closed)
                    group.Fail(closed);
                else if (!group.Commit(TryCommit))
                    await CloseWriterAsync();
            }

            wait = _writes.Reader.WaitToReadAsync().AsTask();
        }

        Checkpoint();
    }

    /// <returns>Null when all of the operations are durable.</returns>
    private Exception? TryCommit(IReadOnlyList<WriteOperation> operations)
    {
        try
        {
            DatabaseConnections.Execute(_writer!, "BEGIN TRANSACTION");
            var session = new WriteSession(_writer!, _catalog);
            foreach (var operation in operations)
                operation.Execute(session);
            DatabaseConnections.Execute(_writer!, "COMMIT");
            Volatile.Write(ref _catalog, session.Catalog);
            return null;
        }
        catch (Exception e)
        {
            Rollback();
            return e;
        }
    }

    private void Rollback()
    {
        try
        {
            DatabaseConnections.Execute(_writer!, "ROLLBACK");
        }
        catch (DuckDBException)
        {
            // a failed COMMIT has already ended the transaction, and a dead database has none
        }
    }

    private void OpenWriter()
    {
        var writer = _connections.OpenFirst();
        try
        {
            Volatile.Write(ref _catalog, CatalogStore.Load(writer, _time));
        }
        catch
        {
            writer.Dispose();
            throw;
        }

        _writer = writer;
    }

    /// <summary>After a failure of the disk DuckDB refuses all work until the file is opened anew.</summary>
    private async Task CloseWriterAsync()
    {
        Log.DatabaseClosed(_logger);
        await _readers.CloseAsync();
        _writer?.Dispose();
        _writer = null;
        TryReopen();
    }

    private BigQueryException? TryReopen()
    {
        try
        {
            OpenWriter();
            Interlocked.Increment(ref _generation);
            _readers.Reopen();
            Log.DatabaseReopened(_logger);
            return null;
        }
        catch (DuckDBException e)
        {
            Log.DatabaseUnusable(_logger, e);
            return BigQueryException.Unavailable();
        }
    }

    private long LogBytes() => new FileInfo(_connections.LogPath) is { Exists: true } log ? log.Length : 0;

    private void Checkpoint()
    {
        if (_writer is null)
            return;
        try
        {
            DatabaseConnections.Execute(_writer, "CHECKPOINT");
        }
        catch (DuckDBException e)
        {
            // readers may hold it up; the log stays and the next idle moment tries again
            Log.CheckpointPostponed(_logger, e);
        }
    }
}
