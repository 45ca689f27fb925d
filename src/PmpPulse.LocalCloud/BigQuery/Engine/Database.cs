using DuckDB.NET.Data;
using PmpPulse.LocalCloud.BigQuery.Catalog;
using PmpPulse.LocalCloud.BigQuery.Memory;
using PmpPulse.LocalCloud.Disk;

namespace PmpPulse.LocalCloud.BigQuery.Engine;

/// <summary>
/// One DuckDB file: a single writer that groups commits, and readers beside it. What <see cref="WriteAsync"/> has answered
/// is on disk; a process killed at any moment leaves each transaction whole or absent.
/// </summary>
internal sealed class Database : IAsyncDisposable
{
    private readonly StatementSupervisor _supervisor;
    private readonly DatabaseWriter _writer;
    private readonly QueryLanes _lanes;

    /// <summary>What the functions of running statements hold.</summary>
    public MemoryLedger Ledger { get; }

    private Database(DatabaseOptions options, TimeProvider time, ILogger logger, DiskWatch? disk)
    {
        var connections = new DatabaseConnections(options);
        Ledger = connections.Ledger;
        _supervisor = new StatementSupervisor(options.Grace, time, logger);
        var readers = new ReaderPool(connections, _supervisor);
        _writer = new DatabaseWriter(options, connections, readers, _supervisor, time, logger, disk);
        _lanes = new QueryLanes(readers, _supervisor, options, time);
    }

    /// <summary>The catalog as last committed.</summary>
    public CatalogSnapshot Catalog => _writer.Catalog;

    /// <summary>Grows each time the file had to be reopened, which loses what was in memory beside it.</summary>
    public int Generation => _writer.Generation;

    /// <summary>Statements that did not stop when they were cancelled, and still run.</summary>
    public int GivenUpStatements => _supervisor.GivenUp;

    /// <param name="disk">Learns of every failed write, and says when the disk is full; null where it is not watched.</param>
    /// <exception cref="DuckDBException">The file can't be opened: held by another process, or damaged.</exception>
    public static Database Open(DatabaseOptions options, TimeProvider time, ILogger logger, DiskWatch? disk = null) =>
        new(options, time, logger, disk);

    /// <summary>Runs a write in a transaction of its own; returns once it is durable.</summary>
    public async Task<T> WriteAsync<T>(Func<WriteSession, T> work, CancellationToken cancellation)
    {
        var operation = new WriteOperation<T>(work, cancellation);
        await EnqueueAsync(operation, cancellation);
        return await operation.Completion;
    }

    /// <summary>Queues a write, in the order of calls; it answers for itself.</summary>
    public ValueTask EnqueueAsync(WriteOperation operation, CancellationToken cancellation) => _writer.EnqueueAsync(operation, cancellation);

    /// <summary>Lends a connection for a short read: metadata, a page of rows. It runs off the caller's thread, and within bounds.</summary>
    public Task<T> ReadAsync<T>(Func<DuckDBConnection, T> read, CancellationToken cancellation) => _lanes.ReadAsync(read, cancellation);

    /// <summary>Lends a connection for a query, which may take any time. It may be run twice: it must leave nothing behind when it fails.</summary>
    public Task<T> QueryAsync<T>(Func<DuckDBConnection, T> query, CancellationToken cancellation) => _lanes.QueryAsync(query, cancellation);

    public async ValueTask DisposeAsync()
    {
        await _writer.DisposeAsync();
        _lanes.Dispose();
    }
}
