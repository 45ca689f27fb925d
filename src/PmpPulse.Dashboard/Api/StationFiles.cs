using System.Globalization;
using System.Text;
using System.Text.Json;
using PmpPulse.Contracts.Text;
using PmpPulse.Dashboard.Board;

namespace PmpPulse.Dashboard.Api;

/// <summary>All stations now, as JSON, GeoJSON (<see href="https://www.rfc-editor.org/rfc/rfc7946">RFC 7946</see>) and CSV.</summary>
internal static class StationFiles
{
    private static readonly (string Name, Func<StationAnswer, object?> Value)[] Columns =
    [
        ("station_id", station => station.StationId), ("station_code", station => station.StationCode), ("name", station => station.Name), ("lat", station => station.Lat), ("lon", station => station.Lon),
        ("capacity", station => station.Capacity), ("area_id", station => station.AreaId), ("area_name", station => station.AreaName), ("state", station => station.State), ("bikes", station => station.Bikes),
        ("ebikes", station => station.Ebikes), ("docks", station => station.Docks), ("fill_rate", station => station.FillRate), ("change_15m", station => station.Change15m), ("change_30m", station => station.Change30m),
        ("change_60m", station => station.Change60m), ("chance_bike_15m", station => station.ChanceBike15m), ("chance_bike_30m", station => station.ChanceBike30m),
        ("chance_dock_15m", station => station.ChanceDock15m), ("chance_dock_30m", station => station.ChanceDock30m), ("health", station => station.Health), ("event_ts", station => station.EventTs),
    ];

    public static StationsAnswer List(string systemId, CityBoard board) => new(systemId, board.EventTs, board.IngestTs, [.. board.Stations.Select(Describe.Station)]);

    public static byte[] GeoJson(CityBoard board)
    {
        using var bytes = new MemoryStream();
        using (var writer = new Utf8JsonWriter(bytes))
        {
            writer.WriteStartObject();
            writer.WriteString("type", "FeatureCollection");
            writer.WriteStartArray("features");
            foreach (var station in board.Stations.Select(Describe.Station)) WriteFeature(writer, station);
            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        return bytes.ToArray();
    }

    public static byte[] Csv(CityBoard board)
    {
        var text = new StringBuilder().AppendJoin(',', Columns.Select(column => column.Name)).Append("\r\n");
        foreach (var station in board.Stations.Select(Describe.Station))
        {
            text.AppendJoin(',', Columns.Select(column => CsvCell.Of(Text(column.Value(station))))).Append("\r\n");
        }

        return Encoding.UTF8.GetBytes(text.ToString());
    }

    private static void WriteFeature(Utf8JsonWriter writer, StationAnswer station)
    {
        writer.WriteStartObject();
        writer.WriteString("type", "Feature");
        writer.WriteString("id", station.StationId);
        if (station is { Lat: { } lat, Lon: { } lon })
        {
            writer.WriteStartObject("geometry");
            writer.WriteString("type", "Point");
            writer.WriteStartArray("coordinates");
            writer.WriteNumberValue(lon);
            writer.WriteNumberValue(lat);
            writer.WriteEndArray();
            writer.WriteEndObject();
        }
        else
        {
            writer.WriteNull("geometry");
        }

        writer.WritePropertyName("properties");
        JsonSerializer.Serialize(writer, station, DashboardJson.Default.StationAnswer);
        writer.WriteEndObject();
    }

    private static string? Text(object? value) => value switch
    {
        DateTimeOffset instant => instant.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture),
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => value?.ToString(),
    };
}
