using System.Text.Json;
using PmpPulse.Contracts.Json;
using PmpPulse.Feeds.Gbfs;

namespace PmpPulse.Feeds.StationInformation;

/// <summary>
/// Reads the stations of a <c>station_information</c> feed, of GBFS 1.0 to 3.0 and Vélib's dialect. Each station is read by itself:
/// a bad one is an error in its place and costs no other. Never throws for a bad feed.
/// <list type="bullet">
/// <item>Only an invalid id costs a station its row (<see cref="FeedElements.ReadId"/>). A second one with the same id is an error, unless
/// its bytes
/// are the same.</item>
/// <item>Any other property may be absent or null; one of the wrong type or range is null with a flag
/// (<see cref="StationInformationFlags"/>).</item>
/// </list>
/// </summary>
internal static class StationInformationReader
{
    /// <summary>Reads each station, in the feed's order.</summary>
    public static StationInformationFile Read(FeedHeader feed)
    {
        ArgumentNullException.ThrowIfNull(feed);
        return Read(FeedElements.Split(feed.List).Select(raw => new BrokenFeedElement(raw, null)));
    }

    /// <summary>Reads each station of a feed that is not JSON as a whole.</summary>
    public static StationInformationFile Read(BrokenFeed feed)
    {
        ArgumentNullException.ThrowIfNull(feed);
        return Read(feed.Elements);
    }

    private static StationInformationFile Read(IEnumerable<BrokenFeedElement> elements)
    {
        var readings = new List<StationInformationReading>();
        var seen = new Dictionary<string, ReadOnlyMemory<byte>>(StringComparer.Ordinal);
        var index = -1;
        foreach (var element in elements)
        {
            index++;
            var raw = element.Bytes;
            var reading = element.Error is { } broken ? Failed(index, raw, broken, element.IdIn(StationInformationFeed.List)) : ReadOne(index, raw);
            if (!reading.Succeeded || seen.TryAdd(reading.StationId!, raw))
            {
                readings.Add(reading);
            }
            else if (!raw.Span.SequenceEqual(seen[reading.StationId!].Span))
            {
                readings.Add(Failed(
                    index, raw, new ReadError(StationInformationFeed.List.Errors.IdDuplicate, "An earlier station of the same file has this station_id and different content."), reading.StationId));
            }
        }

        StationInformationRules.Mark([.. readings.Where(reading => reading.Succeeded).Select(reading => reading.Station!)]);
        return new StationInformationFile(readings, index + 1 - readings.Count);
    }

    private static StationInformationReading ReadOne(int index, ReadOnlyMemory<byte> raw)
    {
        using var document = JsonDocument.Parse(raw, new JsonDocumentOptions { MaxDepth = JsonLimits.FeedDepth });
        var element = document.RootElement;
        if (element.ValueKind != JsonValueKind.Object)
        {
            return Failed(index, raw, FeedElements.NotAnObject(element, StationInformationFeed.List), null);
        }

        string? id = null;
        try
        {
            if (FeedElements.ReadId(element, StationInformationFeed.List, out var read) is { } badId) return Failed(index, raw, badId, null);
            id = read;
            return new StationInformationReading(index, raw, id, ReadFields(element, id, raw), null);
        }
        catch (InvalidOperationException)
        {
            return Failed(index, raw, FeedElements.NameNotText(StationInformationFeed.List), id);
        }
    }

    private static StationInformationReading Failed(int index, ReadOnlyMemory<byte> raw, ReadError error, string? stationId) =>
        new(index, raw, stationId, null, error);

    private static StationInformationRow ReadFields(JsonElement element, string id, ReadOnlyMemory<byte> raw)
    {
        var flags = StationInformationFlags.None;
        var code = StationInformationFields.ReadText(element, "stationCode", StationInformationFlags.StationCodeInvalid, ref flags)
            ?? StationInformationFields.ReadText(element, "station_code", StationInformationFlags.StationCodeInvalid, ref flags)
            ?? StationInformationFields.ReadLocalized(element, "short_name", StationInformationFlags.StationCodeInvalid, ref flags);
        var name = StationInformationFields.ReadLocalized(element, "name", StationInformationFlags.NameInvalid, ref flags);
        if (string.IsNullOrWhiteSpace(name) && (flags & StationInformationFlags.NameInvalid) == 0) (name, flags) = (null, flags | StationInformationFlags.NameMissing);
        var lat = StationInformationFields.ReadDegrees(element, "lat", 90, ref flags);
        var lon = StationInformationFields.ReadDegrees(element, "lon", 180, ref flags);
        if (lat is 0 && lon is 0) flags |= StationInformationFlags.PositionZero;
        return new StationInformationRow(
            id,
            code,
            name,
            lat,
            lon,
            StationInformationFields.ReadCount(element, "capacity", StationInformationFlags.CapacityInvalid, ref flags),
            StationInformationFields.ReadText(element, "address", StationInformationFlags.AddressInvalid, ref flags),
            StationInformationFields.ReadText(element, "post_code", StationInformationFlags.PostCodeInvalid, ref flags),
            raw)
        {
            Flags = flags,
        };
    }
}
