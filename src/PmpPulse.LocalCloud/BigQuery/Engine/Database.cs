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

    private Database(DatabaseOptions options, TimeProvider clock, ILogger logger, DiskWatch? disk)
    {
        var connections = new DatabaseConnections(options);
        Ledger = connections.Ledger;
        _supervisor = new StatementSupervisor(options.Grace, clock, logger);
        var readers = new ReaderPool(connections, _supervisor);
        _writer = new DatabaseWriter(options, connections, readers, _supervisor, clock, logger, disk);
        _lanes = new QueryLanes(readers, _supervisor, options, clock);
    }

    /// <summary>The catalog as last committed.</summary>
    public CatalogSnapshot Catalog => _writer.Catalog;

    /// <summary>Grows each time the file had to be reopened, which loses what was in memory beside it.</summary>
    public int Generation => _writer.Generation;

    /// <summary>Statements that did not stop when they were cancelled, and still run.</summary>
    public int GivenUpStatements => _supervisor.GivenUp;

    /// <param name="disk">Learns of every failed write, and says when the disk is full; null where it is not watched.</param>
    /// <exception cref="DuckDBException">The file can't be opened: held by another process, or damaged.</exception>
    public static Database Open(DatabaseOptions options, TimeProvider clock, ILogger logger, DiskWatch? disk = null) =>
        new(options, clock, logger, disk);

    /// <summary>Runs a write in a transaction of its own; returns once it is durable.</summary>
    public async Task<T> WriteAsync<T>(Func<WriteSession, T> work, CancellationToken cancellationToken)
    {
        var operation = new WriteOperation<T>(work, cancellationToken);
        await EnqueueAsync(operation, cancellationToken);
        return await operation.Completion;
    }

    /// <summary>Queues a write, in the order of calls; it answers for itself.</summary>
    public ValueTask EnqueueAsync(WriteOperation operation, CancellationToken cancellationToken) => _writer.EnqueueAsync(operation, cancellationToken);

    /// <summary>Lends a connection for a short read: metadata, a page of rows. It runs off the caller's thread, and within bounds.</summary>
    public Task<T> ReadAsync<T>(Func<DuckDBConnection, T> read, CancellationToken cancellationToken) => _lanes.ReadAsync(read, cancellationToken);

    /// <summary>Lends a connection for a query, which may take any time. It may be run twice: it must leave nothing behind when it fails.</summary>
    public Task<T> QueryAsync<T>(Func<DuckDBConnection, T> query, CancellationToken cancellationToken) => _lanes.QueryAsync(query, cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await _writer.DisposeAsync();
        _lanes.Dispose();
    }
}
