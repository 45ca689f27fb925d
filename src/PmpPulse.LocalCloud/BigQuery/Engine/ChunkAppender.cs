using DuckDB.NET.Native;
using PmpPulse.LocalCloud.BigQuery.Catalog;

namespace PmpPulse.LocalCloud.BigQuery.Engine;

/// <summary>Appends prepared chunks to a table inside the session's transaction.</summary>
internal static class ChunkAppender
{
    /// <exception cref="EngineException">DuckDB refused the rows.</exception>
    public static void Append(WriteSession session, TableEntry table, IReadOnlyList<RowChunk> chunks)
    {
        var state = NativeMethods.Appender.DuckDBAppenderCreate(
            session.Connection.NativeConnection, table.PhysicalSchema, table.PhysicalTable, out var appender);
        using (appender)
        {
            if (state != DuckDBState.Success) throw Error(appender);
            foreach (var chunk in chunks) chunk.AppendTo(appender, session.Append);
            session.Count(table.Key, chunks.Sum(chunk => chunk.Count));
            if (NativeMethods.Appender.DuckDBAppenderClose(appender) != DuckDBState.Success) throw Error(appender);
        }
    }

    public static EngineException Error(DuckDBAppender appender)
    {
        using var error = NativeMethods.Appender.DuckDBAppenderErrorData(appender);
        return new EngineException(
            NativeMethods.ErrorData.DuckDBErrorDataMessage(error), NativeMethods.ErrorData.DuckDBErrorDataErrorType(error));
    }
}
