using System.Collections.Immutable;
using DuckDB.NET.Data;
using DuckDB.NET.Native;
using PmpPulse.LocalCloud.BigQuery.Catalog;
using PmpPulse.LocalCloud.BigQuery.Documents;
using PmpPulse.LocalCloud.BigQuery.Schema;

namespace PmpPulse.LocalCloud.BigQuery.Engine;

/// <summary>
/// A table's columns as DuckDB types, with the append's number first. Used to build chunks of rows outside the writer.
/// </summary>
internal sealed class TableLayout
{
    private readonly DuckDBLogicalType[] _types;
    private readonly DocumentStore _documents;

    private TableLayout(ImmutableArray<Field> fields, DuckDBLogicalType[] types, DocumentStore documents)
    {
        Fields = fields;
        _types = types;
        _documents = documents;
    }

    public ImmutableArray<Field> Fields { get; }

    /// <summary>Reads the types from DuckDB, because the C binding can't build STRUCT types.</summary>
    public static TableLayout Read(DuckDBConnection connection, TableEntry table, DocumentStore documents)
    {
        var types = string.Join(", ", table.Fields.Select(DuckTypes.TypeOf).Prepend("BIGINT").Select(type => $"NULL::{type}"));
        var state = NativeMethods.Query.DuckDBQuery(connection.NativeConnection, $"SELECT {types} LIMIT 0", out var result);
        try
        {
            if (state != DuckDBState.Success)
            {
                throw new EngineException(
                    NativeMethods.Query.DuckDBResultError(ref result), NativeMethods.Query.DuckDBResultErrorType(ref result));
            }

            var columns = new DuckDBLogicalType[table.Fields.Length + 1];
            for (var i = 0; i < columns.Length; i++) columns[i] = NativeMethods.Query.DuckDBColumnLogicalType(ref result, i);
            return new TableLayout(table.Fields, columns, documents);
        }
        finally
        {
            NativeMethods.Query.DuckDBDestroyResult(ref result);
        }
    }

    public RowChunk NewChunk()
    {
        var handles = new nint[_types.Length];
        for (var i = 0; i < handles.Length; i++) handles[i] = _types[i].DangerousGetHandle();
        var chunk = NativeMethods.DataChunks.DuckDBCreateDataChunk(handles, (ulong)handles.Length);
        GC.KeepAlive(_types);
        return new RowChunk(chunk, Fields, _documents);
    }
}
