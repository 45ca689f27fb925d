using DuckDB.NET.Data;
using PmpPulse.LocalCloud.BigQuery.Catalog;
using PmpPulse.LocalCloud.BigQuery.Memory;

namespace PmpPulse.LocalCloud.BigQuery.Engine;

/// <summary>Operations in one transaction: either it commits, or it is abandoned before, never both.</summary>
internal sealed class CommitAttempt(IReadOnlyList<WriteOperation> operations, CatalogSnapshot catalog, MemoryLedger ledger)
{
    private readonly Lock _lock = new();
    private bool _committing;
    private bool _abandoned;

    /// <summary>The catalog that holds once it is committed.</summary>
    public CatalogSnapshot Catalog { get; private set; } = catalog;

    /// <returns>Null when all of the operations are durable.</returns>
    public Exception? Run(DuckDBConnection writer)
    {
        try
        {
            DatabaseConnections.Execute(writer, "BEGIN TRANSACTION");
            var session = new WriteSession(writer, Catalog, ledger);
            foreach (var operation in operations)
                operation.Execute(session);
            if (!TryBeginCommit())
                throw new StatementGivenUpException();
            DatabaseConnections.Execute(writer, "COMMIT");
            Catalog = session.Catalog;
            return null;
        }
        catch (Exception e)
        {
            Rollback(writer);
            return e;
        }
    }

    /// <summary>Keeps it from ever committing; false where it is about to, or did.</summary>
    public bool TryAbandon()
    {
        lock (_lock)
        {
            _abandoned |= !_committing;
            return _abandoned;
        }
    }

    private bool TryBeginCommit()
    {
        lock (_lock)
        {
            _committing = !_abandoned;
            return _committing;
        }
    }

    private static void Rollback(DuckDBConnection writer)
    {
        try
        {
            DatabaseConnections.Execute(writer, "ROLLBACK");
        }
        catch (DuckDBException)
        {
            // a failed COMMIT has already ended the transaction, and a dead database has none
        }
    }
}
