using System.Text.Json;

namespace PmpPulse.Contracts;

/// <summary>
/// Reads the stations of a <c>station_information</c> feed, of GBFS 1.0 to 3.0 and Vélib's dialect. Each station is judged by itself:
/// a bad one is an error in its place and costs no other. Throws for no feed.
/// <list type="bullet">
/// <item>Required is only the id (<see cref="StationFields.ReadId"/>); a second station with the same id is an error.</item>
/// <item>Any other property may be absent or null. One of the wrong type or range is an error: a name that is no text (or list of
/// localized texts, GBFS 3.0), a position outside WGS 84, a capacity that is no integer from 0.</item>
/// </list>
/// </summary>
public static class StationInformationReader
{
    // the operators' language first: the marts show one name
    private static readonly string[] Languages = ["fr", "en"];

    /// <summary>Reads each station, in the feed's order.</summary>
    public static IEnumerable<StationInformationReading> Read(FeedHeader feed)
    {
        ArgumentNullException.ThrowIfNull(feed);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var index = 0;
        foreach (var raw in StationFields.Split(feed.Stations))
        {
            yield return ReadOne(index++, raw, seen);
        }
    }

    private static StationInformationReading ReadOne(int index, ReadOnlyMemory<byte> raw, HashSet<string> seen)
    {
        using var document = JsonDocument.Parse(raw, new JsonDocumentOptions { MaxDepth = JsonLimits.FeedDepth });
        var element = document.RootElement;
        if (element.ValueKind != JsonValueKind.Object)
        {
            return Failed(new ReadError(ReadErrors.StationNotAnObject, $"A station must be an object; it is {StationFields.Describe(element)}."), null);
        }

        string? id = null;
        try
        {
            if (StationFields.ReadId(element, out var read) is { } badId) return Failed(badId, null);
            id = read;
            if (!seen.Add(id)) return Failed(new ReadError(ReadErrors.StationIdDuplicate, "An earlier station of the same file has this station_id."), id);
            var error = ReadFields(element, id, raw, out var station);
            return error is null ? new StationInformationReading(index, raw, id, station, null) : Failed(error, id);
        }
        catch (InvalidOperationException)
        {
            return Failed(new ReadError(ReadErrors.StationFieldInvalid, "The name of one of the station's properties is no text: it holds half a surrogate pair."), id);
        }

        StationInformationReading Failed(ReadError error, string? stationId) => new(index, raw, stationId, null, error);
    }

    private static ReadError? ReadFields(JsonElement element, string id, ReadOnlyMemory<byte> raw, out StationInformation? station)
    {
        station = null;
        var error = StationFields.ReadText(element, "stationCode", out var code);
        if (error is null && code is null) error = StationFields.ReadText(element, "station_code", out code);
        if (error is null && code is null) error = ReadLocalized(element, "short_name", out code);
        if (error is not null) return error;

        if ((error = ReadLocalized(element, "name", out var name)) is not null
            || (error = StationFields.ReadNumber(element, "lat", -90, 90, out var lat)) is not null
            || (error = StationFields.ReadNumber(element, "lon", -180, 180, out var lon)) is not null
            || (error = StationFields.ReadCount(element, "capacity", out var capacity)) is not null
            || (error = StationFields.ReadText(element, "address", out var address)) is not null
            || (error = StationFields.ReadText(element, "post_code", out var postCode)) is not null)
        {
            return error;
        }

        station = new StationInformation(id, code, name, lat, lon, capacity, address, postCode, raw);
        return null;
    }

    /// <summary>Text, or GBFS 3.0's <c>[{"text":"…","language":"fr"}]</c>.</summary>
    private static ReadError? ReadLocalized(JsonElement station, string name, out string? text)
    {
        text = null;
        if (StationFields.Find(station, name) is not { } value) return null;
        if (value.ValueKind != JsonValueKind.Array) return StationFields.ReadText(station, name, out text);

        var best = int.MaxValue;
        foreach (var element in value.EnumerateArray())
        {
            if (element.ValueKind != JsonValueKind.Object
                || StationFields.ReadText(element, "text", out var localized) is not null
                || StationFields.ReadText(element, "language", out var language) is not null)
            {
                return StationFields.Invalid(name, "text or a list of {text, language}", value);
            }

            // "fr-FR" is French
            var rank = Array.FindIndex(Languages, known => language is not null
                && language.StartsWith(known, StringComparison.OrdinalIgnoreCase) && (language.Length == known.Length || language[known.Length] == '-'));
            if (rank < 0) rank = Languages.Length;
            if (localized is not null && rank < best) (best, text) = (rank, localized);
        }

        return null;
    }
}
