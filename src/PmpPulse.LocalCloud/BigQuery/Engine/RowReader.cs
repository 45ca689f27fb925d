using System.Buffers;
using System.Collections.Immutable;
using System.Text.Encodings.Web;
using System.Text.Json;
using DuckDB.NET.Data;
using DuckDB.NET.Native;
using PmpPulse.LocalCloud.BigQuery.Documents;
using PmpPulse.LocalCloud.BigQuery.Schema;

namespace PmpPulse.LocalCloud.BigQuery.Engine;

/// <summary>Rows as a JSON array of <c>{"f":[{"v":…}]}</c>.</summary>
internal sealed record RowPage(ReadOnlyMemory<byte> Json, long Count);

/// <summary>Runs a SELECT and encodes its rows.</summary>
internal static class RowReader
{
    private static readonly JsonWriterOptions Writing =
        new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    /// <param name="connection">Runs it.</param>
    /// <param name="documents">Has the documents that JSON columns refer to.</param>
    /// <param name="sql">A SELECT whose columns match <paramref name="fields"/>.</param>
    /// <param name="fields">The columns.</param>
    /// <param name="int64Timestamps">Whether timestamps are microseconds instead of seconds.</param>
    /// <param name="maxBytes">Size limit of the page. The first row is always included.</param>
    /// <exception cref="EngineException">DuckDB can't run it.</exception>
    public static RowPage Read(
        DuckDBConnection connection, DocumentStore documents, string sql, ImmutableArray<Field> fields, bool int64Timestamps, long maxBytes)
    {
        var state = NativeMethods.Query.DuckDBQuery(connection.NativeConnection, sql, out var result);
        try
        {
            if (state != DuckDBState.Success)
            {
                throw new EngineException(
                    NativeMethods.Query.DuckDBResultError(ref result), NativeMethods.Query.DuckDBResultErrorType(ref result));
            }

            return Encode(ref result, [.. fields.Select(field => new ColumnReader(field, int64Timestamps, documents))], maxBytes);
        }
        finally
        {
            NativeMethods.Query.DuckDBDestroyResult(ref result);
        }
    }

    private static RowPage Encode(ref DuckDBResult result, ColumnReader[] columns, long maxBytes)
    {
        var output = new ArrayBufferWriter<byte>();
        using var writer = new Utf8JsonWriter(output, Writing);
        long count = 0;
        writer.WriteStartArray();
        while (true)
        {
            using var chunk = NativeMethods.Query.DuckDBFetchChunk(result);
            if (chunk.IsInvalid) break;
            for (var i = 0; i < columns.Length; i++) columns[i].Bind(NativeMethods.DataChunks.DuckDBDataChunkGetVector(chunk, i));
            var rows = NativeMethods.DataChunks.DuckDBDataChunkGetSize(chunk);
            for (ulong row = 0; row < rows; row++)
            {
                var before = writer.BytesCommitted + writer.BytesPending;
                if (before > maxBytes && count > 0) return Finish();
                ColumnReader.WriteFields(writer, columns, row);
                count++;
            }
        }

        return Finish();

        RowPage Finish()
        {
            writer.WriteEndArray();
            writer.Flush();
            return new RowPage(output.WrittenMemory, count);
        }
    }
}
