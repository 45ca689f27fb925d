using DuckDB.NET.Data;
using DuckDB.NET.Native;
using PmpPulse.LocalCloud.BigQuery.Memory;

namespace PmpPulse.LocalCloud.BigQuery.Engine;

/// <summary>Runs a statement that somebody wrote, once it is translated: alone, and within its memory.</summary>
internal static class UserStatement
{
    /// <returns>The number of rows written.</returns>
    /// <exception cref="EngineException">There is more than one statement, or it was refused memory.</exception>
    public static int Execute(DuckDBConnection connection, MemoryLedger ledger, string sql)
    {
        RequireOne(connection, sql);
        using var memory = ledger.Begin(connection);
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        var rows = command.ExecuteNonQuery();

        // TRY goes on behind an error, but what the statement would answer then isn't true
        return memory.Refusal is { } refusal ? throw new EngineException($"Invalid Input Error: {refusal}", DuckDBErrorType.InvalidInput) : rows;
    }

    // DuckDB would run any number, one behind the other; text that broke out of a translation must not be able to add its own
    private static void RequireOne(DuckDBConnection connection, string sql)
    {
        var count = NativeMethods.ExtractStatements.DuckDBExtractStatements(connection.NativeConnection, sql, out var statements);
        statements.Dispose();
        if (count > 1)
            throw new EngineException("Permission Error: more than one statement", DuckDBErrorType.Permission);
    }
}
