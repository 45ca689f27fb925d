using System.Buffers;
using System.Buffers.Text;
using System.Text.Json;
using DuckDB.NET.Native;
using PmpPulse.LocalCloud.BigQuery.Documents;
using PmpPulse.LocalCloud.BigQuery.Errors;
using PmpPulse.LocalCloud.BigQuery.Schema;
using PmpPulse.LocalCloud.BigQuery.Values;
using Vectors = DuckDB.NET.Native.NativeMethods.Vectors;

namespace PmpPulse.LocalCloud.BigQuery.Engine;

/// <summary>Reads one column's values from DuckDB vectors and writes them in the REST API's form.</summary>
internal sealed unsafe class ColumnReader
{
    /// <summary>Strings up to this length are stored inline in the vector.</summary>
    private const int InlineLength = 12;

    private readonly Field _field;
    private readonly bool _int64Timestamps;
    private readonly DocumentStore _documents;
    private readonly ColumnReader[] _children;
    private byte* _data;
    private ulong* _validity;

    public ColumnReader(Field field, bool int64Timestamps, DocumentStore documents)
    {
        _field = field;
        _int64Timestamps = int64Timestamps;
        _documents = documents;
        _children = field.IsRepeated
            ? [new ColumnReader(field.Element, int64Timestamps, documents)]
            : [.. field.Fields.Select(child => new ColumnReader(child, int64Timestamps, documents))];
    }

    public void Bind(nint vector)
    {
        _data = (byte*)Vectors.DuckDBVectorGetData(vector);
        _validity = Vectors.DuckDBVectorGetValidity(vector);
        if (_field.IsRepeated)
        {
            _children[0].Bind(Vectors.DuckDBListVectorGetChild(vector));
            return;
        }

        for (var i = 0; i < _children.Length; i++) _children[i].Bind(Vectors.DuckDBStructVectorGetChild(vector, i));
    }

    /// <summary>Writes <c>{"v":…}</c>.</summary>
    public void Write(Utf8JsonWriter writer, ulong row)
    {
        writer.WriteStartObject();
        writer.WritePropertyName("v"u8);
        if (_field.IsRepeated) WriteList(writer, row);
        else if (_validity is not null && (_validity[row >> 6] & (1UL << (int)(row & 63))) == 0) writer.WriteNullValue();
        else WriteScalar(writer, row);
        writer.WriteEndObject();
    }

    /// <summary>NULL arrays are returned as empty.</summary>
    private void WriteList(Utf8JsonWriter writer, ulong row)
    {
        writer.WriteStartArray();
        if (_validity is null || (_validity[row >> 6] & (1UL << (int)(row & 63))) != 0)
        {
            var start = ((ulong*)_data)[row * 2];
            var length = ((ulong*)_data)[(row * 2) + 1];
            for (var i = start; i < start + length; i++) _children[0].Write(writer, i);
        }

        writer.WriteEndArray();
    }

    private void WriteScalar(Utf8JsonWriter writer, ulong row)
    {
        switch (_field.Type)
        {
            case FieldType.Int64:
                WriteInt64(writer, ((long*)_data)[row]);
                break;
            case FieldType.Float64:
                writer.WriteStringValue(FloatText.Format(((double*)_data)[row]));
                break;
            case FieldType.Bool:
                writer.WriteStringValue(_data[row] != 0 ? "true"u8 : "false"u8);
                break;
            case FieldType.Json when DocumentReference.IsReference(Text(row)):
                WriteDocument(writer, DocumentReference.Parse(Text(row)));
                break;
            case FieldType.String or FieldType.Json:
                writer.WriteStringValue(Text(row));
                break;
            case FieldType.Bytes:
                writer.WriteBase64StringValue(Text(row));
                break;
            case FieldType.Timestamp when _int64Timestamps:
                WriteInt64(writer, Micros(row));
                break;
            case FieldType.Timestamp:
                writer.WriteStringValue(FloatText.FormatSeconds(Micros(row)));
                break;
            case FieldType.DateTime:
                writer.WriteStringValue(CivilText.FormatDateTime(Micros(row)));
                break;
            case FieldType.Date:
                writer.WriteStringValue(CivilText.FormatDate(Days(row)));
                break;
            case FieldType.Time:
                writer.WriteStringValue(CivilText.FormatTime(((long*)_data)[row]));
                break;
            case FieldType.Numeric:
                writer.WriteStringValue(NumericText.Format(((Int128*)_data)[row]));
                break;
            case FieldType.Struct:
                WriteFields(writer, _children, row);
                break;
            default:
                throw new InvalidOperationException($"no text form of {_field.Type}");
        }
    }

    /// <summary>Writes <c>{"f":[…]}</c>: a row, or a STRUCT.</summary>
    public static void WriteFields(Utf8JsonWriter writer, ReadOnlySpan<ColumnReader> columns, ulong row)
    {
        writer.WriteStartObject();
        writer.WriteStartArray("f"u8);
        foreach (var column in columns) column.Write(writer, row);
        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private void WriteDocument(Utf8JsonWriter writer, DocumentReference reference)
    {
        var text = ArrayPool<byte>.Shared.Rent(reference.Length);
        try
        {
            _documents.Read(reference, text.AsSpan(0, reference.Length));
            writer.WriteStringValue(text.AsSpan(0, reference.Length));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(text);
        }
    }

    private static void WriteInt64(Utf8JsonWriter writer, long value)
    {
        Span<byte> digits = stackalloc byte[20];
        Utf8Formatter.TryFormat(value, digits, out var written);
        writer.WriteStringValue(digits[..written]);
    }

    // DuckDB's calendar extends beyond the years 1 to 9999
    private long Micros(ulong row) => ((long*)_data)[row] is var micros && CivilText.IsMicro(micros) ? micros : throw OutOfRange();

    private int Days(ulong row) => ((int*)_data)[row] is var days && CivilText.IsDay(days) ? days : throw OutOfRange();

    private BigQueryException OutOfRange() => BigQueryException.InvalidQuery(
        $"{TypeNames.Standard(_field.Type)} out of range: field {_field.Name} is not between the years 1 and 9999");

    private ReadOnlySpan<byte> Text(ulong row)
    {
        var entry = _data + (row * (ulong)sizeof(DuckDBString));
        var length = *(int*)entry;
        return new ReadOnlySpan<byte>(length <= InlineLength ? entry + 4 : *(byte**)(entry + 8), length);
    }
}
