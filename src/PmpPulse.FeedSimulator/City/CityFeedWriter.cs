using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace PmpPulse.FeedSimulator.City;

/// <summary>
/// Writes a snapshot as Vélib's feeds do (GBFS 1.0 in spirit), quirks included: <c>lastUpdatedOther</c>, a <c>ttl</c> of an hour that is
/// wrong, every count under two names, kinds of bikes as a list of one-field objects.
/// </summary>
internal static class CityFeedWriter
{
    private const int Ttl = 3600;

    // é stands as itself in the feed, not escaped
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    public static byte[] Status(CitySnapshot snapshot) => Write(snapshot, (json, counts) =>
    {
        var health = counts.Station.Health;
        var open = health is StationHealth.Working or StationHealth.Silent or StationHealth.WithoutDocks ? 1 : 0;
        json.WriteNumber("station_id"u8, counts.Station.Id);
        json.WriteNumber("num_bikes_available"u8, counts.Bikes);
        json.WriteNumber("numBikesAvailable"u8, counts.Bikes);
        json.WriteStartArray("num_bikes_available_types"u8);
        WriteKind(json, "mechanical", counts.Mechanical, snapshot.Glitch);
        WriteKind(json, "ebike", counts.Electric, snapshot.Glitch);
        json.WriteEndArray();
        json.WriteNumber("num_docks_available"u8, counts.Docks);
        json.WriteNumber("numDocksAvailable"u8, counts.Docks);
        json.WriteNumber("is_installed"u8, health is StationHealth.NotInstalled ? 0 : 1);
        json.WriteNumber("is_returning"u8, open);
        json.WriteNumber("is_renting"u8, open);
        json.WriteNumber("last_reported"u8, counts.LastReported);
        json.WriteString("stationCode"u8, snapshot.Glitch ? null : counts.Station.Code);
        json.WriteNull("station_opening_hours"u8);
    });

    public static byte[] Information(CitySnapshot snapshot) => Write(snapshot, (json, counts) =>
    {
        json.WriteNumber("station_id"u8, counts.Station.Id);
        json.WriteString("stationCode"u8, counts.Station.Code);
        json.WriteString("name"u8, counts.Station.Name);
        json.WriteNumber("lat"u8, counts.Station.Lat);
        json.WriteNumber("lon"u8, counts.Station.Lon);
        json.WriteNumber("capacity"u8, counts.Station.Capacity);
        if (counts.Station.TakesCards)
        {
            json.WriteStartArray("rental_methods"u8);
            json.WriteStringValue("CREDITCARD"u8);
            json.WriteEndArray();
        }

        json.WriteNull("station_opening_hours"u8);
    });

    private static byte[] Write(CitySnapshot snapshot, Action<Utf8JsonWriter, StationCounts> writeStation)
    {
        var buffer = new ArrayBufferWriter<byte>(512 * 1024);
        using var json = new Utf8JsonWriter(buffer, Options);
        json.WriteStartObject();
        json.WriteNumber("lastUpdatedOther"u8, snapshot.PublishedAt.ToUnixTimeSeconds());
        json.WriteNumber("ttl"u8, Ttl);
        json.WriteStartObject("data"u8);
        json.WriteStartArray("stations"u8);
        foreach (var counts in snapshot.Stations)
        {
            json.WriteStartObject();
            writeStation(json, counts);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndObject();
        json.Flush();
        return buffer.WrittenSpan.ToArray();
    }

    private static void WriteKind(Utf8JsonWriter json, string kind, int count, bool glitch)
    {
        json.WriteStartObject();
        if (!glitch) json.WriteNumber(kind, count);
        json.WriteEndObject();
    }
}
