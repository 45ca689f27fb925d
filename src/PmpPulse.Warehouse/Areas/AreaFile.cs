using System.Globalization;
using System.Text.Json;

namespace PmpPulse.Warehouse.Areas;

/// <summary>
/// A GeoJSON FeatureCollection of areas. Each feature's code and name are taken from the properties that French open data uses: those of
/// Paris's arrondissements and quarters, of the communes of IGN, INSEE and the Institut Paris Region.
/// </summary>
public static class AreaFile
{
    // RFC 7946, 3.1.6
    private const int MinRingPositions = 4;

    private static readonly string[] Ids = ["c_arinsee", "c_quinsee", "code_insee", "insee", "com_insee", "code", "codgeo", "id"];
    private static readonly string[] Names = ["nom", "l_qu", "nomcom", "nom_com", "libelle", "name", "l_ar"];

    /// <summary>Reads the areas.</summary>
    /// <param name="json">The file's bytes.</param>
    /// <exception cref="FormatException">It is no such file, or a feature has no code, no name or no shape.</exception>
    public static IReadOnlyList<Area> Read(ReadOnlyMemory<byte> json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            if (document.RootElement.ValueKind != JsonValueKind.Object || !document.RootElement.TryGetProperty("features", out var features) || features.ValueKind != JsonValueKind.Array)
            {
                throw new FormatException("it is no GeoJSON FeatureCollection");
            }

            var areas = features.EnumerateArray().Select(Read).ToList();
            if (areas.Count == 0) throw new FormatException("it has no features");
            return areas.GroupBy(area => area.Id).FirstOrDefault(same => same.Count() > 1) is { } repeated
                ? throw new FormatException($"two features have the code {repeated.Key}")
                : areas;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or KeyNotFoundException or IndexOutOfRangeException)
        {
            throw new FormatException(exception.Message, exception);
        }
    }

    private static Area Read(JsonElement feature, int index)
    {
        var properties = feature.GetProperty("properties");
        var id = Find(properties, Ids) ?? throw Lacks(index, "code", Ids);
        var name = Arrondissement(properties) ?? Find(properties, Names) ?? throw Lacks(index, "name", Names);
        var geometry = feature.GetProperty("geometry");
        var rings = geometry.GetProperty("type").GetString() switch
        {
            "Polygon" => geometry.GetProperty("coordinates").EnumerateArray().ToList(),
            "MultiPolygon" => [.. geometry.GetProperty("coordinates").EnumerateArray().SelectMany(polygon => polygon.EnumerateArray())],
            var type => throw new FormatException($"feature {index + 1} ({name}) is a {type}, and an area is a Polygon or a MultiPolygon"),
        };
        var shape = rings.Select(ring => ring.EnumerateArray().Select(position => (Lon: position[0].GetDouble(), Lat: position[1].GetDouble())).ToList()).ToList();
        var positions = shape.SelectMany(ring => ring).ToList();
        if (positions.Count == 0) throw new FormatException($"feature {index + 1} ({name}) has no positions");
        // one such shape would fail every query of the areas
        if (shape.Any(ring => ring.Count < MinRingPositions || ring[0] != ring[^1]))
        {
            throw new FormatException($"feature {index + 1} ({name}) has a ring that is not closed: the last of at least {MinRingPositions} positions must be the first");
        }

        if (positions.Any(position => Math.Abs(position.Lon) > 180 || Math.Abs(position.Lat) > 90))
        {
            throw new FormatException($"feature {index + 1} ({name}) is not in degrees: GeoJSON has longitude and latitude (WGS 84)");
        }

        return new Area(
            id, name, geometry.GetRawText(),
            positions.Min(position => position.Lon), positions.Min(position => position.Lat), positions.Max(position => position.Lon), positions.Max(position => position.Lat));
    }

    /// <summary>Paris names its arrondissements "10ème Ardt"; the marts say "Paris 10e".</summary>
    private static string? Arrondissement(JsonElement properties) =>
        properties.TryGetProperty("l_ar", out _) && properties.TryGetProperty("c_ar", out var number) && number.TryGetInt32(out var value)
            ? string.Create(CultureInfo.InvariantCulture, $"Paris {value}{(value == 1 ? "er" : "e")}")
            : null;

    private static string? Find(JsonElement properties, string[] names)
    {
        foreach (var name in names)
        {
            if (!properties.TryGetProperty(name, out var value)) continue;
            var text = value.ValueKind is JsonValueKind.String ? value.GetString()!.Trim() : value.ValueKind is JsonValueKind.Number ? value.GetRawText() : "";
            if (text.Length > 0) return text;
        }

        return null;
    }

    private static FormatException Lacks(int index, string what, string[] names) =>
        new($"feature {index + 1} has no {what}: none of the properties {string.Join(", ", names)}");
}
