using DuckDB.NET.Data;
using PmpPulse.LocalCloud.BigQuery.Catalog;
using PmpPulse.LocalCloud.BigQuery.Memory;

namespace PmpPulse.LocalCloud.BigQuery.Engine;

/// <summary>
/// What a write works with: the writer's connection inside an open transaction, and the catalog as this transaction will
/// leave it. The catalog becomes everybody's at the commit, and is forgotten with a rollback.
/// </summary>
internal sealed class WriteSession(DuckDBConnection connection, CatalogSnapshot catalog, MemoryLedger ledger)
{
    public DuckDBConnection Connection { get; } = connection;

    public CatalogSnapshot Catalog { get; set; } = catalog;

    /// <summary>Runs one statement with parameters <c>$1, $2, …</c>; the number of rows changed.</summary>
    public int Execute(string sql, params ReadOnlySpan<object?> parameters)
    {
        using var command = Connection.CreateCommand();
        command.CommandText = sql;
        foreach (var parameter in parameters)
            command.Parameters.Add(new DuckDBParameter(parameter ?? DBNull.Value));
        return command.ExecuteNonQuery();
    }

    /// <summary>Runs a statement that somebody wrote, once it is translated.</summary>
    public int ExecuteTranslated(string sql) => UserStatement.Execute(Connection, ledger, sql);
}
