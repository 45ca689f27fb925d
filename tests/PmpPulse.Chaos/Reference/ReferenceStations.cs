using System.Globalization;
using System.IO.Hashing;
using System.Text;
using System.Text.Json;

namespace PmpPulse.Chaos.Reference;

/// <summary>
/// Turns stations into rows as docs/04-curation.md defines, for the feeds of this suite. Plain and slow, and shares no code with the code
/// under test.
/// </summary>
internal static class ReferenceStations
{
    public static long SnapshotId(ReferenceEvent read, string stations)
    {
        var header = Encoding.UTF8.GetBytes($"{read.Key}\0{ReferenceEvent.Microseconds(read.EffectiveEventTs).ToString(CultureInfo.InvariantCulture)}");
        var padding = new byte[(256 - (header.Length % 256)) % 256];
        return unchecked((long)XxHash3.HashToUInt64([.. header, .. padding, .. Encoding.UTF8.GetBytes(stations)]));
    }

    public static IEnumerable<ReferenceStation> Read(JsonElement stations, ReferenceEvent read)
    {
        var kept = new Dictionary<string, (JsonElement Station, List<string> Said)>(StringComparer.Ordinal);
        foreach (var station in stations.EnumerateArray())
        {
            var json = station.GetRawText();
            if (station.ValueKind != JsonValueKind.Object)
            {
                yield return new ReferenceStation(json, "station_not_an_object", "", "");
            }
            else if (!station.TryGetProperty("station_id", out var id))
            {
                yield return new ReferenceStation(json, "station_id_missing", "", "");
            }
            else if (station.GetProperty("num_bikes_available").GetInt64() < 0)
            {
                yield return new ReferenceStation(json, "station_field_invalid", "", "");
            }
            else if (!kept.TryGetValue(id.GetRawText(), out var other))
            {
                kept.Add(id.GetRawText(), (station, [json]));
            }
            else if (!other.Said.Contains(json))
            {
                // the newest report wins, the first of equal ones; copies are dropped
                var isNewer = Reported(station, read) > Reported(other.Station, read);
                other.Said.Add(json);
                if (isNewer) kept[id.GetRawText()] = (station, other.Said);
                yield return new ReferenceStation(isNewer ? other.Station.GetRawText() : json, "station_id_duplicate", "", "");
            }
        }

        foreach (var (id, (station, _)) in kept) yield return new ReferenceStation(station.GetRawText(), null, id, Row(station, id, read));
    }

    private static long Reported(JsonElement station, ReferenceEvent read)
    {
        var reported = station.GetProperty("last_reported").GetInt64();
        return reported > read.EffectiveEventTs.ToUnixTimeSeconds() + 60 ? 0 : reported;
    }

    /// <summary>A row's columns on one line, without <c>ingest_ts</c> and <c>snapshot_id</c>.</summary>
    public static string Line(params ReadOnlySpan<string?> columns)
    {
        var line = new StringBuilder();
        foreach (var column in columns) line.Append(column ?? "NULL").Append('|');
        return line.ToString();
    }

    private static string Row(JsonElement station, string id, ReferenceEvent read)
    {
        var eventTime = read.EffectiveEventTs.ToUnixTimeMilliseconds() / 1000.0;
        var reported = station.GetProperty("last_reported").GetInt64();
        var bikes = station.GetProperty("num_bikes_available").GetInt64();
        var types = station.GetProperty("num_bikes_available_types");
        var mechanical = TypeCount(types, "mechanical");
        var ebikes = TypeCount(types, "ebike");
        var flags = new List<string>();
        if (mechanical is null || ebikes is null) flags.Add("types_missing");
        else if (mechanical + ebikes != bikes) flags.Add("types_mismatch");
        if (reported == 0) flags.Add("last_reported_missing");
        else if (reported > eventTime + 60) flags.Add("last_reported_future");
        else if (reported < eventTime - 86_400) flags.Add("station_stale");
        if (read.EventTs is null) flags.Add("event_time_missing");
        if (station.GetProperty("is_installed").GetInt64() == 0) flags.Add("station_closed");
        return Line(
            id,
            Text(ReferenceEvent.Microseconds(read.EffectiveEventTs)),
            station.GetProperty("stationCode").GetString(),
            station.GetProperty("is_installed").GetRawText(),
            station.GetProperty("is_renting").GetRawText(),
            station.GetProperty("is_returning").GetRawText(),
            reported == 0 ? null : Text(reported * 1_000_000),
            Text(bikes),
            station.GetProperty("num_docks_available").GetRawText(),
            mechanical is { } m ? Text(m) : null,
            ebikes is { } e ? Text(e) : null,
            string.Join(',', flags),
            station.GetRawText());
    }

    private static long? TypeCount(JsonElement types, string name)
    {
        long? count = null;
        foreach (var type in types.EnumerateArray())
        {
            if (type.TryGetProperty(name, out var value)) count = (count ?? 0) + value.GetInt64();
        }

        return count;
    }

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}

/// <summary>A station as the reference reads it.</summary>
/// <param name="Json">Its bytes as text.</param>
/// <param name="Error">Why it has no row; null if it has one.</param>
/// <param name="Id">Its id, if it has a row.</param>
/// <param name="Row">The row's line.</param>
internal sealed record ReferenceStation(string Json, string? Error, string Id, string Row);
