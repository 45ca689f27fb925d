using System.Buffers;
using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.Json;
using PmpPulse.GoogleSql.Types;
using PmpPulse.LocalCloud.BigQuery.Engine;
using PmpPulse.LocalCloud.BigQuery.Schema;
using PmpPulse.LocalCloud.BigQuery.Values;

namespace PmpPulse.LocalCloud.BigQuery.TableData;

/// <summary>A row's first error and its location.</summary>
internal sealed record RowFault(string Location, string Message);

/// <summary>Encodes JSON rows, as tabledata.insertAll sends them, into DuckDB chunks.</summary>
internal sealed class JsonRowEncoder(bool ignoreUnknown)
{
    private readonly ArrayBufferWriter<byte> _json = new();

    public RowFault? Encode(
        JsonElement row, ImmutableArray<Field> fields, ReadOnlySpan<ColumnVector> columns, ulong place, string path = "")
    {
        if (row.ValueKind != JsonValueKind.Object) return new RowFault(path.TrimEnd('.'), "This field is not a record.");
        if (!ignoreUnknown)
        {
            foreach (var member in row.EnumerateObject())
            {
                if (!fields.Any(field => field.Name.Equals(member.Name, StringComparison.OrdinalIgnoreCase)))
                {
                    return new RowFault(path + member.Name, $"no such field: {path}{member.Name}.");
                }

            }
        }

        for (var i = 0; i < fields.Length; i++)
        {
            var field = fields[i];
            var value = Find(row, field.Name);
            if (EncodeField(value, field, columns[i], place, path + field.Name) is { } fault) return fault;
        }

        return null;
    }

    private static JsonElement? Find(JsonElement row, string name)
    {
        if (row.TryGetProperty(name, out var exact)) return exact.ValueKind == JsonValueKind.Null ? null : exact;
        foreach (var member in row.EnumerateObject())
        {
            if (member.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
            {
                return member.Value.ValueKind == JsonValueKind.Null ? null : member.Value;
            }

        }

        return null;
    }

    private RowFault? EncodeField(JsonElement? value, Field field, ColumnVector column, ulong place, string path)
    {
        if (!field.IsRepeated)
        {
            if (value is { } single) return EncodeValue(single, field, column, place, path);
            if (field.Mode == FieldMode.Required) return new RowFault(path, $"Missing required field: {path}.");
            column.SetNull(place);
            return null;
        }

        var start = column.ListSize;
        if (value is { } list)
        {
            if (list.ValueKind != JsonValueKind.Array) return new RowFault(path, "Repeated field must be imported as a JSON array.");
            foreach (var item in list.EnumerateArray())
            {
                if (item.ValueKind == JsonValueKind.Null) return new RowFault(path, "Only optional fields can be set to NULL.");
                var element = column.AddElement();
                if (EncodeValue(item, field.Element, column.Elements, element, path) is { } fault) return fault;
            }
        }

        column.SetList(place, start);
        return null;
    }

    private RowFault? EncodeValue(JsonElement value, Field field, ColumnVector column, ulong place, string path)
    {
        if (field.Type == FieldType.Struct) return Encode(value, field.Fields, column.Children, place, path + ".");
        if (value.ValueKind is JsonValueKind.Object or JsonValueKind.Array) return new RowFault(path, "This field is not a record.");
        string text;
        try
        {
            text = value.ValueKind == JsonValueKind.String ? value.GetString()! : value.GetRawText();
        }
        catch (InvalidOperationException)
        {
            return new RowFault(path, "The string contains an escape that is not a Unicode character.");
        }

        return Store(text, value.ValueKind, field, column, place)
            ? null
            : new RowFault(path, $"Cannot convert value to {TypeNames.Standard(field.Type).ToLowerInvariant()} (bad value): {Clip(text)}");
    }

    private bool Store(string text, JsonValueKind kind, Field field, ColumnVector column, ulong place)
    {
        var utf8 = Encoding.UTF8.GetBytes(text);
        switch (field.Type)
        {
            case FieldType.String:
                column.SetBytes(place, utf8);
                return true;
            case FieldType.Int64 when TryInt64(text, out var integer):
                column.SetInt64(place, integer);
                return true;
            case FieldType.Float64 when TryDouble(text, out var number):
                column.SetDouble(place, number);
                return true;
            case FieldType.Bool when bool.TryParse(text, out var flag):
                column.SetBool(place, flag);
                return true;
            case FieldType.Bytes when kind == JsonValueKind.String:
                return StoreBase64(text, column, place);
            case FieldType.Json when kind == JsonValueKind.String:
                _json.ResetWrittenCount();
                if (JsonText.Normalize(utf8, _json) is not null) return false;
                column.SetJson(place, _json.WrittenSpan);
                return true;
            case FieldType.Timestamp when kind == JsonValueKind.String
                ? CivilText.TryParseTimestamp(utf8, out var micros) || TrySeconds(text, out micros)
                : TrySeconds(text, out micros):
            case FieldType.DateTime when CivilText.TryParseDateTime(utf8, out micros):
            case FieldType.Time when CivilText.TryParseTime(utf8, out micros):
                column.SetInt64(place, micros);
                return true;
            case FieldType.Date when CivilText.TryParseDate(utf8, out var days):
                column.SetInt32(place, days);
                return true;
            case FieldType.Numeric when NumericText.TryParse(utf8, out var units):
                column.SetInt128(place, units);
                return true;
            default:
                return false;
        }
    }

    private static bool StoreBase64(string text, ColumnVector column, ulong place)
    {
        var bytes = new byte[(text.Length / 4 * 3) + 3];
        // the URL-safe alphabet is accepted too
        if (!Convert.TryFromBase64String(text.Replace('-', '+').Replace('_', '/'), bytes, out var written)) return false;
        column.SetBytes(place, bytes.AsSpan(0, written));
        return true;
    }

    private static bool TryInt64(string text, out long value)
    {
        if (long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value)) return true;
        // 3.0 and 3e2 are integers too
        if (!decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            || number != decimal.Truncate(number) || number is < long.MinValue or > long.MaxValue)
        {
            return false;
        }

        value = (long)number;
        return true;
    }

    private static bool TryDouble(string text, out double value)
    {
        value = text.ToLowerInvariant() switch
        {
            "nan" => double.NaN,
            "infinity" or "inf" or "+infinity" or "+inf" => double.PositiveInfinity,
            "-infinity" or "-inf" => double.NegativeInfinity,
            _ => 0,
        };
        return value != 0 || (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out value) && double.IsFinite(value));
    }

    private static bool TrySeconds(string text, out long micros)
    {
        micros = 0;
        if (!decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var seconds)
            || Math.Abs(seconds) > 1_000_000_000_000m)
        {
            return false;
        }

        micros = (long)decimal.Round(seconds * CivilText.MicrosPerSecond);
        return CivilText.IsMicro(micros);
    }

    private static string Clip(string text) => text.Length <= 64 ? text : text[..64] + "…";
}
