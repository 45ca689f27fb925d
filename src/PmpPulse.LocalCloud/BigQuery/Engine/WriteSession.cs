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

    /// <summary>The number of this transaction's appends, to be stored in each row.</summary>
    public long Append => _append ??= this.TakeVersion();

    /// <summary>Records that rows were appended.</summary>
    public void Count(TableKey table, long rows) => _appended[table] = _appended.GetValueOrDefault(table) + rows;

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
