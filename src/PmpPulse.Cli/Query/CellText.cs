using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using PmpPulse.GoogleCloud.BigQuery;

namespace PmpPulse.Cli.Query;

/// <summary>Values from the wire, written for people and programs: times as text, arrays and structs as JSON.</summary>
internal static class CellText
{
    // letters of every language are kept; control characters are escaped where text is written to a terminal
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static Utf8JsonWriter JsonWriter(Stream stream) => new(stream, Options);

    public static bool IsNumber(BigQueryField field) =>
        field.Mode != BigQueryField.Repeated && field.Type is "INTEGER" or "INT64" or "FLOAT" or "FLOAT64" or "NUMERIC" or "BIGNUMERIC";

    /// <summary>A value as text; null for NULL.</summary>
    public static string? Of(BigQueryField field, string? raw)
    {
        if (raw is null) return null;
        if (field.Mode != BigQueryField.Repeated && field.Type is not ("RECORD" or "STRUCT")) return Scalar(field, raw);
        using var stream = new MemoryStream();
        using (var writer = JsonWriter(stream)) Write(writer, field, raw);
        return Encoding.UTF8.GetString(stream.GetBuffer(), 0, (int)stream.Length);
    }

    /// <summary>A value as JSON: numbers as texts, so that none loses a digit.</summary>
    public static void Write(Utf8JsonWriter writer, BigQueryField field, string? raw)
    {
        if (raw is null)
        {
            writer.WriteNullValue();
        }
        else if (field.Mode == BigQueryField.Repeated || field.Type is "RECORD" or "STRUCT")
        {
            using var wire = JsonDocument.Parse(raw, new JsonDocumentOptions { MaxDepth = 256 });
            Write(writer, field, wire.RootElement);
        }
        else
        {
            WriteScalar(writer, field, raw);
        }
    }

    // {"f":[{"v":…},…]} is a struct, [{"v":…},…] an array
    private static void Write(Utf8JsonWriter writer, BigQueryField field, JsonElement value)
    {
        if (value.ValueKind is JsonValueKind.Null or JsonValueKind.Undefined)
        {
            writer.WriteNullValue();
        }
        else if (field.Mode == BigQueryField.Repeated && value.ValueKind == JsonValueKind.Array)
        {
            writer.WriteStartArray();
            foreach (var element in value.EnumerateArray()) Write(writer, field with { Mode = BigQueryField.Nullable }, element.GetProperty("v"));
            writer.WriteEndArray();
        }
        else if (field.Type is "RECORD" or "STRUCT" && value.ValueKind == JsonValueKind.Object)
        {
            writer.WriteStartObject();
            foreach (var (member, cell) in (field.Fields ?? []).Zip(value.GetProperty("f").EnumerateArray()))
            {
                writer.WritePropertyName(member.Name);
                Write(writer, member, cell.GetProperty("v"));
            }

            writer.WriteEndObject();
        }
        else
        {
            WriteScalar(writer, field, value.ValueKind == JsonValueKind.String ? value.GetString()! : value.GetRawText());
        }
    }

    private static void WriteScalar(Utf8JsonWriter writer, BigQueryField field, string raw)
    {
        if (field.Type is "BOOLEAN" or "BOOL" && bool.TryParse(raw, out var flag)) writer.WriteBooleanValue(flag);
        else writer.WriteStringValue(Scalar(field, raw));
    }

    private static string Scalar(BigQueryField field, string raw) =>
        field.Type == "TIMESTAMP" && long.TryParse(raw, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var micros)
            ? DateTimeOffset.UnixEpoch.AddTicks(micros * TimeSpan.TicksPerMicrosecond).UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFF'Z'", CultureInfo.InvariantCulture)
            : raw;
}
