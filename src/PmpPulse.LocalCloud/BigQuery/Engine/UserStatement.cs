using DuckDB.NET.Data;
using DuckDB.NET.Native;
using PmpPulse.LocalCloud.BigQuery.Memory;

namespace PmpPulse.LocalCloud.BigQuery.Engine;

/// <summary>Runs a user's translated statement: exactly one, within its memory limit.</summary>
internal static class UserStatement
{
    /// <returns>The number of rows written.</returns>
    /// <exception cref="EngineException">There is more than one statement, or it exceeded its memory limit.</exception>
    public static int Execute(DuckDBConnection connection, MemoryLedger ledger, string sql)
    {
        RequireOne(connection, sql);
        using var memory = ledger.Begin(connection);
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        var rows = command.ExecuteNonQuery();

        // TRY continues after a refused claim, but the result would be wrong
        return memory.Refusal is { } refusal
            ? throw new EngineException($"Invalid Input Error: {refusal}", DuckDBErrorType.InvalidInput)
            : rows;
    }

    // DuckDB runs any number of statements in sequence; text that escapes a translation must not be able to add one
    private static void RequireOne(DuckDBConnection connection, string sql)
    {
        var count = NativeMethods.ExtractStatements.DuckDBExtractStatements(connection.NativeConnection, sql, out var statements);
        statements.Dispose();
        if (count > 1) throw new EngineException("Permission Error: more than one statement", DuckDBErrorType.Permission);
    }
}
