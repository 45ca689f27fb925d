using System.Globalization;
using System.Text.Json;

namespace PmpPulse.Contracts;

/// <summary>How the properties of a station's description are read: what can't be is null with a flag, and costs nothing else.</summary>
internal static class InformationFields
{
    // the operators' language first: the marts show one name
    private static readonly string[] Languages = ["fr", "en"];

    /// <summary>Text, or an integer's digits.</summary>
    public static string? ReadText(JsonElement station, string name, InformationFlags invalid, ref InformationFlags flags)
    {
        if (StationFields.Find(station, name) is not { } value) return null;
        if (StationFields.TryText(value, out var text)) return text;
        flags |= invalid;
        return null;
    }

    /// <summary>
    /// Text, GBFS 3's <c>[{"text":"…","language":"fr"}]</c>, or what else publishers make of several languages: a list of texts, or an
    /// object by language. French, else English, else the first that is text.
    /// </summary>
    public static string? ReadLocalized(JsonElement station, string name, InformationFlags invalid, ref InformationFlags flags)
    {
        if (StationFields.Find(station, name) is not { } value) return null;
        string? best = null;
        var bestRank = int.MaxValue;
        var isEmpty = true;
        foreach (var (language, localized) in Localized(value))
        {
            isEmpty = false;
            if (!StationFields.TryText(localized, out var text) || Rank(language) is var rank && rank >= bestRank) continue;
            (best, bestRank) = (text, rank);
        }

        if (best is null && !(isEmpty && value.ValueKind == JsonValueKind.Array)) flags |= invalid;
        return best;
    }

    /// <summary>Degrees from <c>-most</c> to <c>most</c>, also as text.</summary>
    public static double? ReadDegrees(JsonElement station, string name, double most, ref InformationFlags flags)
    {
        if (StationFields.FindFilled(station, name) is not { } value)
        {
            flags |= InformationFlags.PositionMissing;
            return null;
        }

        if (TryNumber(value, out var number) && Math.Abs(number) <= most) return number;
        flags |= InformationFlags.PositionInvalid;
        return null;
    }

    /// <summary>A number of things as <see cref="StationFields.TryCount(JsonElement, out long)"/> has it.</summary>
    public static long? ReadCount(JsonElement station, string name, InformationFlags invalid, ref InformationFlags flags)
    {
        if (StationFields.FindFilled(station, name) is not { } value) return null;
        if (StationFields.TryCount(value, out var count)) return count;
        flags |= invalid;
        return null;
    }

    private static bool TryNumber(JsonElement value, out double number)
    {
        number = 0;
        return value.ValueKind switch
        {
            JsonValueKind.Number => value.TryGetDouble(out number) && double.IsFinite(number),
            JsonValueKind.String => StationFields.TryText(value, out var text)
                && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out number) && double.IsFinite(number),
            _ => false,
        };
    }

    private static IEnumerable<(string? Language, JsonElement Text)> Localized(JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Array:
                foreach (var element in value.EnumerateArray())
                {
                    if (element.ValueKind != JsonValueKind.Object) yield return (null, element);
                    else if (StationFields.Find(element, "text") is { } text) yield return (Language(element), text);
                    else yield return (null, element);
                }

                break;
            case JsonValueKind.Object:
                foreach (var property in value.EnumerateObject().Where(property => IsLanguage(property.Name))) yield return (property.Name, property.Value);
                break;
            default:
                yield return (null, value);
                break;
        }
    }

    // "fr", "deu", "pt-BR": what else an object holds is not a name
    private static bool IsLanguage(string name) => name.Split('-')[0] is { Length: 2 or 3 } tag && tag.All(char.IsAsciiLetter);

    private static string? Language(JsonElement element) =>
        StationFields.Find(element, "language") is { } language && StationFields.TryText(language, out var text) ? text : null;

    // "fr-FR" is French
    private static int Rank(string? language)
    {
        var rank = Array.FindIndex(Languages, known => language is not null
            && language.StartsWith(known, StringComparison.OrdinalIgnoreCase) && (language.Length == known.Length || language[known.Length] == '-'));
        return rank < 0 ? Languages.Length : rank;
    }
}
