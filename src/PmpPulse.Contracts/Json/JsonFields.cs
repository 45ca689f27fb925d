using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using PmpPulse.Contracts.Text;

namespace PmpPulse.Contracts.Json;

/// <summary>
/// How values are read from foreign JSON objects. A property that is absent or null is null; one of the wrong type is never guessed.
/// Of several properties with one name the last counts.
/// </summary>
/// <exception cref="InvalidOperationException">
/// Any search for a property: a property's name holds half a surrogate pair, which is not text.
/// </exception>
public static class JsonFields
{
    /// <summary>Largest count. A sum over any number of real ones stays inside INT64.</summary>
    public const long MaxCount = int.MaxValue;

    /// <summary>The property's value; null where it is absent or null.</summary>
    public static JsonElement? Find(JsonElement json, string name) =>
        json.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;

    /// <summary>The property's value; null where it is absent, null, or blank text.</summary>
    public static JsonElement? FindFilled(JsonElement json, string name) =>
        Find(json, name) is { } value && !(value.ValueKind == JsonValueKind.String && TryText(value, out var text) && string.IsNullOrWhiteSpace(text)) ? value : null;

    /// <summary>
    /// Whether the value is a count, and which: an integer from 0 to <see cref="MaxCount"/>, also when written with a fraction of zero or
    /// an exponent (<c>3.0</c> is an integer to JSON Schema, by which GBFS is defined), or as text.
    /// </summary>
    public static bool TryCount(JsonElement value, out long count)
    {
        count = 0;
        if (value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out count)) return count is >= 0 and <= MaxCount;
        return value.ValueKind switch
        {
            JsonValueKind.Number => value.TryGetDecimal(out var number) && IsCount(number, out count),
            JsonValueKind.String => TryText(value, out var text) && TryDecimal(text!, out var number) && IsCount(number, out count),
            _ => false,
        };
    }

    /// <summary>Whether the value is a finite number, or one as text, and which.</summary>
    public static bool TryNumber(JsonElement value, out double number)
    {
        number = 0;
        return value.ValueKind switch
        {
            JsonValueKind.Number => value.TryGetDouble(out number) && double.IsFinite(number),
            JsonValueKind.String => TryText(value, out var text)
                && double.TryParse(text, System.Globalization.NumberStyles.Float, System.Globalization.CultureInfo.InvariantCulture, out number) && double.IsFinite(number),
            _ => false,
        };
    }

    /// <summary>The text of a string, or the digits of an integer.</summary>
    public static bool TryText(JsonElement value, out string? text)
    {
        text = null;
        switch (value.ValueKind)
        {
            case JsonValueKind.String:
                try
                {
                    text = value.GetString();
                    return true;
                }
                catch (InvalidOperationException)
                {
                    // its escapes contain half a surrogate pair
                    return false;
                }

            case JsonValueKind.Number:
                text = value.GetRawText();
                return text.AsSpan().IndexOfAny(".eE") < 0;
            default:
                return false;
        }
    }

    /// <summary>A short description of the value: numbers as they are, anything else only by its kind.</summary>
    public static string Describe(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Number => TextExcerpt.Of(value.GetRawText()),
        JsonValueKind.String => "text",
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "an array",
        JsonValueKind.True or JsonValueKind.False => "a boolean",
        _ => "null",
    };

    private static bool IsCount(decimal number, out long count)
    {
        count = 0;
        if (number != decimal.Truncate(number) || number is < 0 or > MaxCount) return false;
        count = (long)number;
        return true;
    }

    // longer than any count, and still short
    private static bool TryDecimal(string text, out decimal number)
    {
        number = 0;
        text = text.Trim(' ');
        if (text.Length > 64 || !Ascii.IsValid(text)) return false;
        Span<byte> utf8 = stackalloc byte[text.Length];
        return Utf8Parser.TryParse(utf8[..Encoding.ASCII.GetBytes(text, utf8)], out number, out var consumed) && consumed == text.Length;
    }
}
