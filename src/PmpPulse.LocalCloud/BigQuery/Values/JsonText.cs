using System.Buffers;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace PmpPulse.LocalCloud.BigQuery.Values;

/// <summary>
/// Normalizes JSON as BigQuery's JSON type does: no whitespace, members sorted by name, the first of duplicate members. Integers keep 64
/// bits; other numbers are doubles. https://cloud.google.com/bigquery/docs/reference/standard-sql/data-types#json_type
/// </summary>
internal static class JsonText
{
    private const int MaxNesting = 500;

    private static readonly JsonDocumentOptions Reading = new() { MaxDepth = MaxNesting };

    private static readonly JsonWriterOptions Writing = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        MaxDepth = MaxNesting,
        SkipValidation = true,
    };

    /// <summary>Writes <paramref name="text"/> in normalized form, or returns why it is not valid JSON.</summary>
    public static string? Normalize(ReadOnlySpan<byte> text, IBufferWriter<byte> output) =>
        JsonNormalizer.TryNormalize(text, output, MaxNesting) ? null : NormalizeByTree(text.ToArray(), output);

    /// <summary>The same for any text, by a document tree: the meaning that <see cref="JsonNormalizer"/> must keep.</summary>
    internal static string? NormalizeByTree(ReadOnlyMemory<byte> text, IBufferWriter<byte> output)
    {
        try
        {
            using var document = JsonDocument.Parse(text, Reading);
            using var writer = new Utf8JsonWriter(output, Writing);
            return Write(document.RootElement, writer);
        }
        catch (JsonException e)
        {
            return string.Create(CultureInfo.InvariantCulture, $"syntax error at byte {e.BytePositionInLine} of line {e.LineNumber + 1}");
        }
        catch (InvalidOperationException)
        {
            return "a string contains an escape that is not a Unicode character";
        }
    }

    private static string? Write(JsonElement element, Utf8JsonWriter writer)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                return WriteObject(element, writer);
            case JsonValueKind.Array:
                writer.WriteStartArray();
                foreach (var item in element.EnumerateArray())
                {
                    if (Write(item, writer) is { } error) return error;
                }

                writer.WriteEndArray();
                return null;
            case JsonValueKind.Number:
                return WriteNumber(element, writer);
            default:
                element.WriteTo(writer);
                return null;
        }
    }

    private static string? WriteObject(JsonElement element, Utf8JsonWriter writer)
    {
        var members = new List<(string Name, JsonElement Value)>();
        foreach (var member in element.EnumerateObject()) members.Add((member.Name, member.Value));
        writer.WriteStartObject();
        string? previous = null;
        // the sort is stable: among equal names the first in the text comes first
        foreach (var (name, value) in members.OrderBy(member => member.Name, StringComparer.Ordinal))
        {
            if (name == previous) continue;
            previous = name;
            writer.WritePropertyName(name);
            if (Write(value, writer) is { } error) return error;
        }

        writer.WriteEndObject();
        return null;
    }

    private static string? WriteNumber(JsonElement element, Utf8JsonWriter writer)
    {
        if (element.TryGetInt64(out var integer))
        {
            writer.WriteNumberValue(integer);
            return null;
        }

        if (element.TryGetUInt64(out var unsigned))
        {
            writer.WriteNumberValue(unsigned);
            return null;
        }

        if (!element.TryGetDouble(out var number) || !double.IsFinite(number)) return $"number {element.GetRawText()} is out of range";
        var text = number.ToString("R", CultureInfo.InvariantCulture);
        writer.WriteRawValue(text.AsSpan().IndexOfAny('.', 'E') < 0 ? text + ".0" : text, skipInputValidation: true);
        return null;
    }
}
