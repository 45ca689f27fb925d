using System.Collections.Immutable;
using DuckDB.NET.Native;
using PmpPulse.LocalCloud.BigQuery.Documents;
using PmpPulse.LocalCloud.BigQuery.Schema;

namespace PmpPulse.LocalCloud.BigQuery.Engine;

/// <summary>Up to <see cref="Capacity"/> rows in DuckDB's columnar format.</summary>
internal sealed class RowChunk : IDisposable
{
    public static readonly int Capacity = (int)NativeMethods.Helpers.DuckDBVectorSize();

    private readonly DuckDBDataChunk _chunk;
    private readonly nint _appends;
    private readonly ColumnVector[] _columns;
    private readonly DocumentWriter _documents;

    public RowChunk(DuckDBDataChunk chunk, ImmutableArray<Field> fields, DocumentStore documents)
    {
        _chunk = chunk;
        _documents = new DocumentWriter(documents);
        _appends = NativeMethods.DataChunks.DuckDBDataChunkGetVector(chunk, 0);
        _columns = new ColumnVector[fields.Length];
        for (var i = 0; i < _columns.Length; i++)
        {
            _columns[i] = ColumnVector.Create(fields[i], NativeMethods.DataChunks.DuckDBDataChunkGetVector(chunk, i + 1), _documents);
        }
    }

    public ReadOnlySpan<ColumnVector> Columns => _columns;

    /// <summary>The number of rows, set by whoever writes them.</summary>
    public int Count { get; set; }

    /// <param name="appender">The table's appender.</param>
    /// <param name="append">The number of the append.</param>
    public unsafe void AppendTo(DuckDBAppender appender, long append)
    {
        _documents.RequireStored();
        new Span<long>((void*)NativeMethods.Vectors.DuckDBVectorGetData(_appends), Count).Fill(append);
        foreach (var column in _columns) column.Finish();
        NativeMethods.DataChunks.DuckDBDataChunkSetSize(_chunk, (ulong)Count);
        if (NativeMethods.Appender.DuckDBAppendDataChunk(appender, _chunk) != DuckDBState.Success) throw ChunkAppender.Error(appender);
    }

    public void Dispose()
    {
        _chunk.Dispose();
        _documents.Dispose();
    }
}
