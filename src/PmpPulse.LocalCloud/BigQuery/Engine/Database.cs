using DuckDB.NET.Data;
using PmpPulse.LocalCloud.BigQuery.Catalog;
using PmpPulse.LocalCloud.BigQuery.Documents;
using PmpPulse.LocalCloud.BigQuery.Memory;
using PmpPulse.LocalCloud.Disk;

namespace PmpPulse.LocalCloud.BigQuery.Engine;

/// <summary>
/// One DuckDB file with a single writer, which groups commits, and concurrent readers. Once <see cref="WriteAsync"/> returns, the write is
/// on disk. If the process is killed, each transaction is complete or absent.
/// </summary>
internal sealed class Database : IAsyncDisposable
{
    private readonly StatementSupervisor _supervisor;
    private readonly DatabaseWriter _writer;
    private readonly QueryLanes _lanes;

    /// <summary>The memory held by functions of running statements.</summary>
    public MemoryLedger Ledger { get; }

    /// <summary>Large JSON values.</summary>
    public DocumentStore Documents { get; }

    private Database(DatabaseOptions options, TimeProvider clock, ILogger logger, DiskWatch? disk, IMaintenance? maintenance)
    {
        var connections = new DatabaseConnections(options);
        Ledger = connections.Ledger;
        Documents = connections.Documents;
        _supervisor = new StatementSupervisor(options.Grace, clock, logger);
        var readers = new ReaderPool(connections, _supervisor);
        _writer = new DatabaseWriter(options, connections, readers, _supervisor, clock, logger, disk, maintenance);
        _lanes = new QueryLanes(readers, _supervisor, options, clock);
    }

    /// <summary>The last committed catalog.</summary>
    public CatalogSnapshot Catalog => _writer.Catalog;

    /// <summary>Increases each time the file is reopened, which loses the in-memory results.</summary>
    public int Generation => _writer.Generation;

    /// <summary>Cancelled statements that did not stop and are still running.</summary>
    public int GivenUpStatements => _supervisor.GivenUp;

    /// <param name="disk">Notified of every failed write, and knows when the disk is full; null if the disk is not monitored.</param>
    /// <param name="maintenance">What the writer does between other writes; null for nothing.</param>
    /// <exception cref="DuckDBException">The file can't be opened: another process holds it, or it is damaged.</exception>
    public static Database Open(
        DatabaseOptions options, TimeProvider clock, ILogger logger, DiskWatch? disk = null, IMaintenance? maintenance = null) =>
        new(options, clock, logger, disk, maintenance);

    /// <summary>Runs a write in its own transaction. Returns once it is durable.</summary>
    public async Task<T> WriteAsync<T>(Func<WriteSession, T> work, CancellationToken cancellationToken)
    {
        var operation = new WriteOperation<T>(work, cancellationToken);
        await EnqueueAsync(operation, cancellationToken);
        return await operation.Completion;
    }

    /// <summary>Queues a write in call order. The operation reports its own outcome.</summary>
    public ValueTask EnqueueAsync(WriteOperation operation, CancellationToken cancellationToken) =>
        _writer.EnqueueAsync(operation, cancellationToken);

    /// <summary>Runs a short read, such as metadata or a page of rows, on its own thread and with a time limit.</summary>
    public Task<T> ReadAsync<T>(Func<DuckDBConnection, T> read, CancellationToken cancellationToken) =>
        _lanes.ReadAsync(read, cancellationToken);

    /// <summary>Runs a query of any length. It may be run twice, so it must leave nothing behind when it fails.</summary>
    public Task<T> QueryAsync<T>(Func<DuckDBConnection, T> query, CancellationToken cancellationToken) =>
        _lanes.QueryAsync(query, cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await _writer.DisposeAsync();
        _lanes.Dispose();
        Documents.Dispose();
    }
}
