using System.Collections.Immutable;
using DuckDB.NET.Native;
using PmpPulse.LocalCloud.BigQuery.Schema;

namespace PmpPulse.LocalCloud.BigQuery.Engine;

/// <summary>Up to <see cref="Capacity"/> rows in DuckDB's columnar format.</summary>
internal sealed class RowChunk : IDisposable
{
    public static readonly int Capacity = (int)NativeMethods.Helpers.DuckDBVectorSize();

    private readonly DuckDBDataChunk _chunk;
    private readonly ColumnVector[] _columns;

    public RowChunk(DuckDBDataChunk chunk, ImmutableArray<Field> fields)
    {
        _chunk = chunk;
        _columns = new ColumnVector[fields.Length];
        for (var i = 0; i < _columns.Length; i++)
        {
            _columns[i] = ColumnVector.Create(fields[i], NativeMethods.DataChunks.DuckDBDataChunkGetVector(chunk, i));
        }
    }

    public ReadOnlySpan<ColumnVector> Columns => _columns;

    /// <summary>The number of rows, set by whoever writes them.</summary>
    public int Count { get; set; }

    public void AppendTo(DuckDBAppender appender)
    {
        foreach (var column in _columns) column.Finish();
        NativeMethods.DataChunks.DuckDBDataChunkSetSize(_chunk, (ulong)Count);
        if (NativeMethods.Appender.DuckDBAppendDataChunk(appender, _chunk) != DuckDBState.Success) throw ChunkAppender.Error(appender);
    }

    public void Dispose() => _chunk.Dispose();
}
