using DuckDB.NET.Data;
using PmpPulse.LocalCloud.BigQuery.Catalog;
using PmpPulse.LocalCloud.BigQuery.Documents;
using PmpPulse.LocalCloud.BigQuery.Memory;

namespace PmpPulse.LocalCloud.BigQuery.Engine;

/// <summary>Runs operations in one transaction, which is either committed or abandoned before that, never both.</summary>
internal sealed class CommitAttempt(IReadOnlyList<WriteOperation> operations, CatalogSnapshot catalog, MemoryLedger ledger, DocumentStore documents)
{
    private readonly Lock _lock = new();
    private bool _committing;
    private bool _abandoned;

    /// <summary>The catalog after the commit.</summary>
    public CatalogSnapshot Catalog { get; private set; } = catalog;

    /// <summary>The rows committed, by table.</summary>
    public IReadOnlyDictionary<TableKey, long> Appended { get; private set; } = new Dictionary<TableKey, long>();

    /// <returns>Null if all operations are durable.</returns>
    public Exception? Run(DuckDBConnection writer)
    {
        try
        {
            DatabaseConnections.Execute(writer, "BEGIN TRANSACTION");
            var session = new WriteSession(writer, Catalog, ledger, documents);
            foreach (var operation in operations) operation.Execute(session);
            if (!TryBeginCommit()) throw new StatementGivenUpException();
            documents.Flush();
            DatabaseConnections.Execute(writer, "COMMIT");
            Catalog = session.Catalog;
            Appended = session.Appended;
            return null;
        }
        catch (Exception e)
        {
            Rollback(writer);
            return e;
        }
    }

    /// <summary>Prevents the commit. False if the commit has begun or ended.</summary>
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
