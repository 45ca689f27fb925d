using DuckDB.NET.Data;
using PmpPulse.LocalCloud.BigQuery.Catalog;
using PmpPulse.LocalCloud.BigQuery.Documents;
using PmpPulse.LocalCloud.BigQuery.Memory;

namespace PmpPulse.LocalCloud.BigQuery.Engine;

/// <summary>
/// The context of a write: the writer's connection with an open transaction, and the catalog as changed by that transaction. A commit
/// publishes the catalog, a rollback discards it.
/// </summary>
internal sealed class WriteSession(DuckDBConnection connection, CatalogSnapshot catalog, MemoryLedger ledger, DocumentStore documents)
{
    private readonly Dictionary<TableKey, long> _appended = [];
    private long? _append;

    public DuckDBConnection Connection { get; } = connection;

    public CatalogSnapshot Catalog { get; set; } = catalog;

    public DocumentStore Documents { get; } = documents;

    /// <summary>The number of rows appended to each table.</summary>
    public IReadOnlyDictionary<TableKey, long> Appended => _appended;

    /// <summary>Announces rows that are being appended. Returns the number to give them, the same for all of this transaction.</summary>
    public long AppendTo(TableKey table, long rows)
    {
        _appended[table] = _appended.GetValueOrDefault(table) + rows;
        return _append ??= this.TakeVersion();
    }

    /// <summary>Runs one statement with parameters <c>$1, $2, …</c>. Returns the number of rows changed.</summary>
    public int Execute(string sql, params ReadOnlySpan<object?> parameters)
    {
        using var command = Connection.CreateCommand();
        command.CommandText = sql;
        foreach (var parameter in parameters) command.Parameters.Add(new DuckDBParameter(parameter ?? DBNull.Value));
        return command.ExecuteNonQuery();
    }

    /// <summary>Runs a user's translated statement.</summary>
    public int ExecuteTranslated(string sql) => UserStatement.Execute(Connection, ledger, sql);
}
