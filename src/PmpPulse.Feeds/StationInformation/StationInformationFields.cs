using System.Text.Json;
using PmpPulse.Contracts.Json;

namespace PmpPulse.Feeds.StationInformation;

/// <summary>How the properties of a station's description are read: an invalid value is null with a flag, and costs nothing else.</summary>
internal static class StationInformationFields
{
    // the operators' language first: the marts show one name
    private static readonly string[] Languages = ["fr", "en"];

    /// <summary>Text, or an integer's digits.</summary>
    public static string? ReadText(JsonElement station, string name, StationInformationFlags invalid, ref StationInformationFlags flags)
    {
        if (JsonFields.Find(station, name) is not { } value) return null;
        if (JsonFields.TryText(value, out var text)) return text;
        flags |= invalid;
        return null;
    }

    /// <summary>
    /// Text, GBFS 3's <c>[{"text":"…","language":"fr"}]</c>, or another way of giving several languages: a list of texts, or an
    /// object by language. French, else English, else the first that is text.
    /// </summary>
    public static string? ReadLocalized(JsonElement station, string name, StationInformationFlags invalid, ref StationInformationFlags flags)
    {
        if (JsonFields.Find(station, name) is not { } value) return null;
        string? best = null;
        var bestRank = int.MaxValue;
        var isEmpty = true;
        foreach (var (language, localized) in Localized(value))
        {
            isEmpty = false;
            if (!JsonFields.TryText(localized, out var text) || Rank(language) is var rank && rank >= bestRank) continue;
            (best, bestRank) = (text, rank);
        }

        if (best is null && !(isEmpty && value.ValueKind == JsonValueKind.Array)) flags |= invalid;
        return best;
    }

    /// <summary>Degrees from <c>-max</c> to <c>max</c>, also as text.</summary>
    public static double? ReadDegrees(JsonElement station, string name, double max, ref StationInformationFlags flags)
    {
        if (JsonFields.FindFilled(station, name) is not { } value)
        {
            flags |= StationInformationFlags.PositionMissing;
            return null;
        }

        if (JsonFields.TryNumber(value, out var number) && Math.Abs(number) <= max) return number;
        flags |= StationInformationFlags.PositionInvalid;
        return null;
    }

    /// <summary>A number of things as <see cref="JsonFields.TryCount"/> has it.</summary>
    public static long? ReadCount(JsonElement station, string name, StationInformationFlags invalid, ref StationInformationFlags flags)
    {
        if (JsonFields.FindFilled(station, name) is not { } value) return null;
        if (JsonFields.TryCount(value, out var count)) return count;
        flags |= invalid;
        return null;
    }

    private static IEnumerable<(string? Language, JsonElement Text)> Localized(JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Array:
                foreach (var element in value.EnumerateArray())
                {
                    if (element.ValueKind != JsonValueKind.Object) yield return (null, element);
                    else if (JsonFields.Find(element, "text") is { } text) yield return (Language(element), text);
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

    // "fr", "deu", "pt-BR": other members of an object are not names
    private static bool IsLanguage(string name) => name.Split('-')[0] is { Length: 2 or 3 } tag && tag.All(char.IsAsciiLetter);

    private static string? Language(JsonElement element) =>
        JsonFields.Find(element, "language") is { } language && JsonFields.TryText(language, out var text) ? text : null;

    // "fr-FR" is French
    private static int Rank(string? language)
    {
        var rank = Array.FindIndex(Languages, known => language is not null
            && language.StartsWith(known, StringComparison.OrdinalIgnoreCase) && (language.Length == known.Length || language[known.Length] == '-'));
        return rank < 0 ? Languages.Length : rank;
    }
}
