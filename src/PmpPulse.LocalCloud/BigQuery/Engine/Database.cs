using System.Threading.Channels;
using DuckDB.NET.Data;
using DuckDB.NET.Native;
using PmpPulse.LocalCloud.BigQuery.Catalog;

namespace PmpPulse.LocalCloud.BigQuery.Engine;

/// <summary>
/// One DuckDB file: a single writer that groups commits, and readers beside it. What <see cref="WriteAsync"/> has answered
/// is on disk; a process killed at any moment leaves each transaction whole or absent.
/// </summary>
internal sealed class Database : IAsyncDisposable
{
    private const int MostGrouped = 64;
    private const long MostGroupedBytes = 64 << 20;

    private readonly DatabaseOptions _options;
    private readonly DatabaseConnections _connections;
    private readonly ReaderPool _readers;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly Channel<WriteOperation> _writes = Channel.CreateBounded<WriteOperation>(
        new BoundedChannelOptions(256) { SingleReader = true });

    private readonly DuckDBConnection _writer;
    private readonly Task _loop;
    private CatalogSnapshot _catalog;

    private Database(DatabaseOptions options, TimeProvider time, ILogger logger)
    {
        _options = options;
        _time = time;
        _logger = logger;
        _connections = new DatabaseConnections(options);
        _writer = _connections.OpenFirst();
        try
        {
            _catalog = CatalogStore.Load(_writer, time);
        }
        catch
        {
            _writer.Dispose();
            throw;
        }

        _readers = new ReaderPool(_connections, options.Readers);
        _loop = Task.Run(RunWriterAsync);
    }

    /// <summary>The catalog as last committed.</summary>
    public CatalogSnapshot Catalog => Volatile.Read(ref _catalog);

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
        _writer.Dispose();
    }

    private async Task RunWriterAsync()
    {
        var group = new List<WriteOperation>(MostGrouped);
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
            while (_writes.Reader.TryRead(out var first))
            {
                Gather(first, group);
                Commit(group);
            }

            wait = _writes.Reader.WaitToReadAsync().AsTask();
        }

        Checkpoint();
    }

    private void Gather(WriteOperation first, List<WriteOperation> group)
    {
        group.Clear();
        group.Add(first);
        var bytes = first.SharedBytes ?? MostGroupedBytes;
        while (group.Count < MostGrouped && bytes < MostGroupedBytes
            && _writes.Reader.TryPeek(out var next) && next.SharedBytes is { } more
            && _writes.Reader.TryRead(out next))
        {
            group.Add(next);
            bytes += more;
        }
    }

    private void Commit(List<WriteOperation> group)
    {
        var error = TryCommit(group);
        if (error is null)
        {
            foreach (var operation in group)
                operation.Committed();
        }
        else if (group.Count == 1)
        {
            group[0].Failed(error);
        }
        else
        {
            foreach (var operation in group)
            {
                if (TryCommit([operation]) is { } own)
                    operation.Failed(own);
                else
                    operation.Committed();
            }
        }
    }

    private Exception? TryCommit(List<WriteOperation> group)
    {
        try
        {
            DatabaseConnections.Execute(_writer, "BEGIN TRANSACTION");
            try
            {
                var session = new WriteSession(_writer, _catalog);
                foreach (var operation in group)
                    operation.Execute(session);
                DatabaseConnections.Execute(_writer, "COMMIT");
                Volatile.Write(ref _catalog, session.Catalog);
                return null;
            }
            catch (Exception e)
            {
                Rollback();
                return e;
            }
        }
        catch (DuckDBException e)
        {
            return e;
        }
    }

    private void Rollback()
    {
        try
        {
            DatabaseConnections.Execute(_writer, "ROLLBACK");
        }
        catch (DuckDBException e) when (e.ErrorType is DuckDBErrorType.Transaction)
        {
            // a failed COMMIT has already ended the transaction
        }
    }

    private long LogBytes() => new FileInfo(_connections.LogPath) is { Exists: true } log ? log.Length : 0;

    private void Checkpoint()
    {
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
