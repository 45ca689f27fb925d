using System.Buffers;
using System.Text;
using System.Text.Unicode;
using Google.Cloud.BigQuery.Storage.V1;
using Google.Protobuf;
using PmpPulse.GoogleSql.Types;
using PmpPulse.LocalCloud.BigQuery.Engine;
using PmpPulse.LocalCloud.BigQuery.Schema;
using PmpPulse.LocalCloud.BigQuery.Values;
using ProtoType = Google.Protobuf.Reflection.FieldDescriptorProto.Types.Type;

namespace PmpPulse.LocalCloud.StorageWrite;

/// <summary>
/// Decodes serialized rows directly into DuckDB chunks, by proto2 rules: an absent field is NULL, the last occurrence of a scalar wins, and
/// repeated occurrences of a message are merged. Any bytes yield either chunks or row errors.
/// </summary>
internal sealed class RowDecoder(WriterSchema schema, TableLayout layout)
{
    private const int MaxErrors = 5_000;
    private const int MaxQuoteLength = 64;

    // a payload's buffer would be garbage that only a full collection frees
    private const int MaxKeptBytes = 4_000_000;

    [ThreadStatic]
    private static ArrayBufferWriter<byte>? s_json;

    /// <summary>Decodes the rows into chunks or, if any row is invalid, into the errors of all invalid rows.</summary>
    public (List<RowChunk> Chunks, List<RowError> Errors) Decode(IReadOnlyList<ByteString> rows)
    {
        var chunks = new List<RowChunk>();
        var errors = new List<RowError>();
        try
        {
            RowChunk? chunk = null;
            for (var i = 0; i < rows.Count && errors.Count < MaxErrors; i++)
            {
                if (chunk is null || chunk.Count == RowChunk.Capacity) chunks.Add(chunk = layout.NewChunk());
                if (DecodeMessage(schema, rows[i].Span, chunk.Columns, (ulong)chunk.Count) is { } error)
                {
                    errors.Add(new RowError { Index = i, Code = RowError.Types.RowErrorCode.FieldsError, Message = error });
                }
                else
                {
                    chunk.Count++;
                }

            }
        }
        catch
        {
            Release(chunks);
            throw;
        }

        if (errors.Count > 0) Release(chunks);
        return (chunks, errors);
    }

    private static void Release(List<RowChunk> chunks)
    {
        foreach (var chunk in chunks) chunk.Dispose();
        chunks.Clear();
    }

    private string? DecodeMessage(WriterSchema message, ReadOnlySpan<byte> bytes, ReadOnlySpan<ColumnVector> columns, ulong row)
    {
        const int OnStack = 128;
        var starts = columns.Length <= OnStack ? stackalloc long[OnStack] : new long[columns.Length];
        starts = starts[..columns.Length];
        starts.Fill(-1);
        List<(int Column, WriterField Field, byte[] Bytes)>? messages = null;

        var reader = new WireReader(bytes);
        while (!reader.AtEnd)
        {
            if (!reader.TryReadTag(out var number, out var wire)) return Malformed(message);
            if (message.Find(number) is not { } field)
            {
                return $"Row has field number {number}{(message.Path.Length > 0 ? " in " + message.Path.TrimEnd('.') : "")} that is not in the writer schema.";
            }

            var column = columns[field.Column];
            if (field.Field.IsRepeated)
            {
                if (starts[field.Column] < 0) starts[field.Column] = (long)column.ListSize;
                if (DecodeElements(field, wire, ref reader, column) is { } error) return error;
            }
            else if (field.Message is not null)
            {
                if (wire != WireType.LengthDelimited || !reader.TryReadBytes(out var nested)) return Malformed(message);
                starts[field.Column] = 0;
                Merge(ref messages, field, nested);
            }
            else
            {
                if (wire != field.WireType) return Malformed(message);
                starts[field.Column] = 0;
                if (DecodeScalar(field, ref reader, column, row) is { } error) return error;
            }
        }

        if (messages is not null)
        {
            foreach (var (column, field, nested) in messages)
            {
                if (DecodeMessage(field.Message!, nested, columns[column].Children, row) is { } error) return error;
            }
        }

        for (var i = 0; i < columns.Length; i++)
        {
            var field = message.Columns[i];
            if (field.IsRepeated) columns[i].SetList(row, starts[i] < 0 ? columns[i].ListSize : (ulong)starts[i]);
            else if (starts[i] >= 0) continue;
            else if (field.Mode == FieldMode.Required) return $"Field {message.Path}{field.Name}: a value for a required field is missing.";
            else columns[i].SetNull(row);
        }

        return null;
    }

    private string? DecodeElements(WriterField field, WireType wire, ref WireReader reader, ColumnVector column)
    {
        if (wire == field.WireType)
        {
            if (field.Message is not null)
            {
                if (!reader.TryReadBytes(out var nested)) return Malformed(field);
                var place = column.AddElement();
                return DecodeMessage(field.Message, nested, column.Elements.Children, place);
            }

            var element = column.AddElement();
            return DecodeScalar(field, ref reader, column.Elements, element);
        }

        // packed: consecutive numbers
        if (wire != WireType.LengthDelimited || !reader.TryReadBytes(out var packed)) return Malformed(field);
        var numbers = new WireReader(packed);
        while (!numbers.AtEnd)
        {
            var element = column.AddElement();
            if (DecodeScalar(field, ref numbers, column.Elements, element) is { } error) return error;
        }

        return null;
    }

    private static string? DecodeScalar(WriterField field, ref WireReader reader, ColumnVector column, ulong row)
    {
        switch (field.WireType)
        {
            case WireType.LengthDelimited:
                return reader.TryReadBytes(out var bytes) ? StoreText(field, bytes, column, row) : Malformed(field);
            case WireType.Fixed64:
                if (!reader.TryReadFixed64(out var fixed64)) return Malformed(field);
                return field.Type == ProtoType.Double
                    ? StoreDouble(field, BitConverter.UInt64BitsToDouble(fixed64), column, row)
                    : StoreInteger(field, fixed64, column, row);
            case WireType.Fixed32:
                if (!reader.TryReadFixed32(out var fixed32)) return Malformed(field);
                if (field.Type == ProtoType.Float) return StoreDouble(field, BitConverter.UInt32BitsToSingle(fixed32), column, row);
                return StoreInteger(field, field.Type == ProtoType.Sfixed32 ? (ulong)(int)fixed32 : fixed32, column, row);
            default:
                return reader.TryReadVarint(out var varint) ? StoreInteger(field, varint, column, row) : Malformed(field);
        }
    }

    private static string? StoreInteger(WriterField field, ulong raw, ColumnVector column, ulong row)
    {
        var value = field.Type switch
        {
            ProtoType.Int32 => (int)raw,
            ProtoType.Uint32 => (uint)raw,
            ProtoType.Sint32 => (int)((uint)raw >> 1) ^ -(int)(raw & 1),
            ProtoType.Sint64 => (long)(raw >> 1) ^ -(long)(raw & 1),
            _ => (long)raw,
        };
        switch (field.Field.Type)
        {
            case FieldType.Int64:
                column.SetInt64(row, value);
                return null;
            case FieldType.Bool:
                column.SetBool(row, value != 0);
                return null;
            case FieldType.Timestamp when CivilText.IsMicro(value):
                column.SetInt64(row, value);
                return null;
            case FieldType.Date when CivilText.IsDay(value):
                column.SetInt32(row, (int)value);
                return null;
            case FieldType.Time when CivilText.TryUnpackTime(value, out var time):
                column.SetInt64(row, time);
                return null;
            case FieldType.DateTime when CivilText.TryUnpackDateTime(value, out var dateTime):
                column.SetInt64(row, dateTime);
                return null;
            case FieldType.Numeric:
                column.SetInt128(row, field.Type is ProtoType.Uint64 or ProtoType.Fixed64
                    ? (Int128)raw * NumericText.FromInt64(1)
                    : NumericText.FromInt64(value));
                return null;
            default:
                return $"Field {field.Path}: {value} is out of range for {TypeNames.Standard(field.Field.Type)}.";
        }
    }

    private static string? StoreDouble(WriterField field, double value, ColumnVector column, ulong row)
    {
        if (field.Field.Type == FieldType.Float64)
        {
            column.SetDouble(row, value);
            return null;
        }

        if (!NumericText.TryFromDouble(value, out var units))
        {
            return FormattableString.Invariant($"Field {field.Path}: {value} is out of range for NUMERIC.");
        }

        column.SetInt128(row, units);
        return null;
    }

    private static string? StoreText(WriterField field, ReadOnlySpan<byte> bytes, ColumnVector column, ulong row)
    {
        if (field.Type == ProtoType.String && !Utf8.IsValid(bytes)) return $"Field {field.Path}: the string is not valid UTF-8.";
        switch (field.Field.Type)
        {
            case FieldType.String or FieldType.Bytes:
                column.SetBytes(row, bytes);
                return null;
            case FieldType.Json:
                return StoreJson(field, bytes, column, row);
            case FieldType.Timestamp when CivilText.TryParseTimestamp(bytes, out var micros):
            case FieldType.DateTime when CivilText.TryParseDateTime(bytes, out micros):
            case FieldType.Time when CivilText.TryParseTime(bytes, out micros):
                column.SetInt64(row, micros);
                return null;
            case FieldType.Date when CivilText.TryParseDate(bytes, out var days):
                column.SetInt32(row, days);
                return null;
            case FieldType.Numeric when field.Type == ProtoType.Bytes
                ? NumericText.TryFromBytes(bytes, out var units)
                : NumericText.TryParse(bytes, out units):
                column.SetInt128(row, units);
                return null;
            default:
                return $"Field {field.Path}: could not convert {Quote(field, bytes)} to {TypeNames.Standard(field.Field.Type)}.";
        }
    }

    private static string? StoreJson(WriterField field, ReadOnlySpan<byte> bytes, ColumnVector column, ulong row)
    {
        var json = s_json is { Capacity: <= MaxKeptBytes } kept ? kept : s_json = new ArrayBufferWriter<byte>();
        json.ResetWrittenCount();
        if (JsonText.Normalize(bytes, json) is { } error) return $"Field {field.Path}: invalid JSON: {error}.";
        column.SetJson(row, json.WrittenSpan);
        return null;
    }

    private static void Merge(
        ref List<(int Column, WriterField Field, byte[] Bytes)>? messages, WriterField field, ReadOnlySpan<byte> bytes)
    {
        messages ??= [];
        for (var i = 0; i < messages.Count; i++)
        {
            if (messages[i].Column == field.Column)
            {
                // on the wire, concatenated messages are their merge
                messages[i] = (field.Column, field, [.. messages[i].Bytes, .. bytes]);
                return;
            }
        }

        messages.Add((field.Column, field, bytes.ToArray()));
    }

    private static string Malformed(WriterSchema message) =>
        message.Path.Length == 0
            ? "The row is not a valid message of the writer schema."
            : $"Field {message.Path.TrimEnd('.')} is not a valid message.";

    private static string Malformed(WriterField field) => $"Field {field.Path} is not validly encoded.";

    private static string Quote(WriterField field, ReadOnlySpan<byte> bytes)
    {
        if (field.Type == ProtoType.Bytes) return $"{bytes.Length} bytes";
        return bytes.Length <= MaxQuoteLength
            ? $"'{Encoding.UTF8.GetString(bytes)}'"
            : $"'{Encoding.UTF8.GetString(bytes[..MaxQuoteLength])}…'";
    }
}
