using System.Buffers.Text;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace PmpPulse.Contracts;

/// <summary>
/// How the properties of a station are read, in both of its files. A property that is absent or null is null; one of the wrong type
/// is an error, never a guess. Of several with one name the last counts.
/// </summary>
/// <exception cref="InvalidOperationException">Any method: a property's name holds half a surrogate pair, which is no text.</exception>
public static class StationFields
{
    /// <summary>Most bikes, docks or places a station may have. A sum over any number of real stations stays inside INT64.</summary>
    public const long MaxCount = int.MaxValue;

    /// <summary>The elements of a <c>stations</c> array, each with its bytes.</summary>
    /// <param name="stations">An array as <see cref="FeedHeader.Stations"/> gives it, which is known to be JSON.</param>
    public static IReadOnlyList<ReadOnlyMemory<byte>> Split(ReadOnlyMemory<byte> stations)
    {
        var elements = new List<ReadOnlyMemory<byte>>();
        var reader = JsonTokens.Reader(stations.Span, JsonLimits.FeedDepth);
        reader.Read();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            var start = (int)reader.TokenStartIndex;
            reader.Skip();
            elements.Add(stations[start..(int)reader.BytesConsumed]);
        }

        return elements;
    }

    /// <summary>The property's value; null where it is absent or null.</summary>
    public static JsonElement? Find(JsonElement station, string name) =>
        station.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;

    /// <summary>The property's value; null where it is absent, null, or blank text.</summary>
    public static JsonElement? FindFilled(JsonElement station, string name) =>
        Find(station, name) is { } value && !(value.ValueKind == JsonValueKind.String && TryText(value, out var text) && string.IsNullOrWhiteSpace(text)) ? value : null;

    /// <summary><c>station_id</c>: text (kept as it is), or an integer of any size (kept as its digits).</summary>
    public static ReadError? ReadId(JsonElement station, out string id)
    {
        id = "";
        if (Find(station, "station_id") is not { } value) return new ReadError(ReadErrors.StationIdMissing, "The station has no station_id.");
        if (!TryText(value, out var text))
        {
            return new ReadError(ReadErrors.StationIdInvalid, $"A station_id must be text or an integer; it is {DescribeNoText(value)}.");
        }

        if (string.IsNullOrWhiteSpace(text)) return new ReadError(ReadErrors.StationIdMissing, "The station has an empty station_id.");
        id = text;
        return null;
    }

    /// <summary>Text, or an integer's digits.</summary>
    public static ReadError? ReadText(JsonElement station, string name, out string? text)
    {
        text = null;
        if (Find(station, name) is not { } value) return null;
        return TryText(value, out text)
            ? null
            : new ReadError(ReadErrors.StationFieldInvalid, $"The station's {name} must be text; it is {DescribeNoText(value)}.");
    }

    /// <summary>
    /// A number of things: an integer from 0 to <see cref="MaxCount"/>, also when written with a fraction of zero or an exponent
    /// (<c>3.0</c> is an integer to JSON Schema, by which GBFS is defined), or as text. A blank text is as good as absent.
    /// </summary>
    public static ReadError? ReadCount(JsonElement station, string name, out long? count)
    {
        count = null;
        if (FindFilled(station, name) is not { } value) return null;
        if (!TryCount(value, out var number)) return Invalid(name, $"an integer from 0 to {MaxCount.ToString(CultureInfo.InvariantCulture)}", value);
        count = number;
        return null;
    }

    /// <summary>A number between two bounds, both included.</summary>
    public static ReadError? ReadNumber(JsonElement station, string name, double least, double most, out double? number)
    {
        number = null;
        if (Find(station, name) is not { } value) return null;
        if (value.ValueKind != JsonValueKind.Number || !value.TryGetDouble(out var read) || !(read >= least && read <= most))
        {
            return Invalid(name, string.Create(CultureInfo.InvariantCulture, $"a number from {least} to {most}"), value);
        }

        number = read;
        return null;
    }

    /// <summary>Whether the value is a count, a number or one as text, and which.</summary>
    public static bool TryCount(JsonElement value, out long count)
    {
        count = 0;
        if (value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out count)) return count is >= 0 and <= MaxCount;
        var isNumber = value.ValueKind switch
        {
            JsonValueKind.Number => value.TryGetDecimal(out var number) && IsCount(number, out count),
            JsonValueKind.String => TryText(value, out var text) && TryNumber(text!, out var number) && IsCount(number, out count),
            _ => false,
        };
        return isNumber;
    }

    private static bool IsCount(decimal number, out long count)
    {
        count = 0;
        if (number != decimal.Truncate(number) || number is < 0 or > MaxCount) return false;
        count = (long)number;
        return true;
    }

    // longer than any count, and still short
    private static bool TryNumber(string text, out decimal number)
    {
        number = 0;
        text = text.Trim(' ');
        if (text.Length > 64 || !Ascii.IsValid(text)) return false;
        Span<byte> utf8 = stackalloc byte[text.Length];
        return Utf8Parser.TryParse(utf8[..Encoding.ASCII.GetBytes(text, utf8)], out number, out var consumed) && consumed == text.Length;
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
                    // its escapes make half a surrogate pair
                    return false;
                }

            case JsonValueKind.Number:
                text = value.GetRawText();
                return text.AsSpan().IndexOfAny(".eE") < 0;
            default:
                return false;
        }
    }

    /// <summary>A value of the wrong type or range.</summary>
    public static ReadError Invalid(string name, string expected, JsonElement value) =>
        new(ReadErrors.StationFieldInvalid, $"The station's {name} must be {expected}; it is {Describe(value)}.");

    private static string DescribeNoText(JsonElement value) =>
        value.ValueKind == JsonValueKind.String ? "text with half a surrogate pair" : Describe(value);

    /// <summary>The value in a few words: numbers as they are, of anything else only the kind.</summary>
    public static string Describe(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Number => EventMeta.Cut(value.GetRawText()),
        JsonValueKind.String => "text",
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "an array",
        JsonValueKind.True or JsonValueKind.False => "a boolean",
        _ => "null",
    };
}
