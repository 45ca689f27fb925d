using System.Text.Json;
using PmpPulse.Dashboard.Board;
using PmpPulse.Dashboard.Rows;

namespace PmpPulse.Dashboard.Api;

/// <summary>The areas that have stations, as GeoJSON: their shapes alone, which hardly change, or with their figures.</summary>
internal static class AreaFiles
{
    // a metre; publishers write a millionth of that
    private const int Decimals = 5;

    /// <param name="board">Says which areas have stations, and what stands there.</param>
    /// <param name="shapes">Their shapes; what can't be read is left out.</param>
    /// <param name="withFigures">Whether the figures are among the properties.</param>
    public static byte[] GeoJson(CityBoard board, IReadOnlyList<AreaShapeRow> shapes, bool withFigures)
    {
        var areas = CityMaker.Areas(board).ToDictionary(area => area.AreaId);
        using var bytes = new MemoryStream();
        using (var writer = new Utf8JsonWriter(bytes))
        {
            writer.WriteStartObject();
            writer.WriteString("type", "FeatureCollection");
            writer.WriteStartArray("features");
            foreach (var shape in shapes)
            {
                if (areas.TryGetValue(shape.AreaId, out var area) && Parse(shape.GeoJson) is { } geometry)
                {
                    using (geometry) WriteFeature(writer, shape, area, geometry.RootElement, withFigures);
                }
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        return bytes.ToArray();
    }

    private static JsonDocument? Parse(string geoJson)
    {
        try
        {
            return JsonDocument.Parse(geoJson);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static void WriteFeature(Utf8JsonWriter writer, AreaShapeRow shape, AreaAnswer area, JsonElement geometry, bool withFigures)
    {
        writer.WriteStartObject();
        writer.WriteString("type", "Feature");
        writer.WriteString("id", shape.AreaId);
        writer.WritePropertyName("geometry");
        WriteRounded(writer, geometry);
        writer.WritePropertyName("properties");
        if (withFigures)
        {
            JsonSerializer.Serialize(writer, area, DashboardJson.Default.AreaAnswer);
        }
        else
        {
            writer.WriteStartObject();
            writer.WriteString("area_id", shape.AreaId);
            writer.WriteString("area_name", shape.AreaName);
            writer.WriteString("attribution", shape.Attribution);
            writer.WriteEndObject();
        }

        writer.WriteEndObject();
    }

    private static void WriteRounded(Utf8JsonWriter writer, JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                writer.WriteStartObject();
                foreach (var member in value.EnumerateObject())
                {
                    writer.WritePropertyName(member.Name);
                    WriteRounded(writer, member.Value);
                }

                writer.WriteEndObject();
                break;
            case JsonValueKind.Array:
                writer.WriteStartArray();
                foreach (var element in value.EnumerateArray()) WriteRounded(writer, element);
                writer.WriteEndArray();
                break;
            case JsonValueKind.Number:
                writer.WriteNumberValue(Math.Round(value.GetDouble(), Decimals));
                break;
            default:
                value.WriteTo(writer);
                break;
        }
    }
}
