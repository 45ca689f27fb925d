using DuckDB.NET.Data;
using DuckDB.NET.Native;

namespace PmpPulse.LocalCloud.BigQuery.Engine;

/// <summary>
/// A translated statement is one statement. DuckDB would run any number, one behind the other; text that broke out of a translation must
/// not be able to add its own.
/// </summary>
internal static class SingleStatement
{
    /// <exception cref="EngineException">There is more than one.</exception>
    public static string Of(DuckDBConnection connection, string sql)
    {
        var count = NativeMethods.ExtractStatements.DuckDBExtractStatements(connection.NativeConnection, sql, out var statements);
        statements.Dispose();
        return count <= 1 ? sql : throw new EngineException("Permission Error: more than one statement", DuckDBErrorType.Permission);
    }
}
