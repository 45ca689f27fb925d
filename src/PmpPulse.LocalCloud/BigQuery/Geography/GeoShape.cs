using System.Text.Json;

namespace PmpPulse.LocalCloud.BigQuery.Geography;

/// <summary>
/// A point, or polygons with their holes, in degrees (WGS 84). Edges are straight in longitude and latitude, as GeoJSON defines them and
/// BigQuery keeps them to within ten metres.
/// </summary>
internal sealed class GeoShape
{
    private const int MinRingPoints = 4;

    private readonly double[][][] _polygons;
    private readonly (double Lon, double Lat)? _point;
    private readonly double _west = double.MaxValue, _east = double.MinValue, _south = double.MaxValue, _north = double.MinValue;

    /// <param name="polygons">Polygons, each a list of rings, the outer one first; a ring is closed, lon and lat in turn.</param>
    /// <param name="point">The point, for a shape that is one.</param>
    private GeoShape(double[][][] polygons, (double Lon, double Lat)? point)
    {
        (_polygons, _point) = (polygons, point);
        foreach (var ring in polygons.SelectMany(rings => rings))
        {
            for (var i = 0; i < ring.Length; i += 2)
            {
                (_west, _east) = (Math.Min(_west, ring[i]), Math.Max(_east, ring[i]));
                (_south, _north) = (Math.Min(_south, ring[i + 1]), Math.Max(_north, ring[i + 1]));
            }
        }
    }

    /// <summary>Reads a GeoJSON geometry: Point, Polygon or MultiPolygon.</summary>
    /// <exception cref="FormatException">It is none, or its rings are not rings.</exception>
    public static GeoShape Parse(ReadOnlySpan<byte> geoJson)
    {
        try
        {
            var reader = new Utf8JsonReader(geoJson);
            using var document = JsonDocument.ParseValue(ref reader);
            if (reader.Read()) throw new FormatException("Invalid GeoJSON: something follows the geometry");
            return Read(document.RootElement);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            throw new FormatException($"Invalid GeoJSON: {exception.Message}", exception);
        }
    }

    /// <summary>Whether a point is inside: as in BigQuery, one on the boundary is not.</summary>
    /// <exception cref="FormatException">The other shape is not a point.</exception>
    public bool Contains(GeoShape other)
    {
        if (other._point is not { } point) throw new FormatException("ST_CONTAINS of anything but a point is not supported by LocalCloud");
        if (_point is { } own) return own == point;
        if (point.Lon < _west || point.Lon > _east || point.Lat < _south || point.Lat > _north) return false;
        foreach (var rings in _polygons)
        {
            if (IsInside(rings, point.Lon, point.Lat)) return true;
        }

        return false;
    }

    /// <summary>Counts the edges that a line to the east crosses: an odd number of times from the inside, holes included.</summary>
    private static bool IsInside(double[][] rings, double lon, double lat)
    {
        var inside = false;
        foreach (var ring in rings)
        {
            for (var i = 0; i + 3 < ring.Length; i += 2)
            {
                var (x1, y1, x2, y2) = (ring[i], ring[i + 1], ring[i + 2], ring[i + 3]);
                var side = ((x2 - x1) * (lat - y1)) - ((lon - x1) * (y2 - y1));
                if (side == 0 && lon >= Math.Min(x1, x2) && lon <= Math.Max(x1, x2) && lat >= Math.Min(y1, y2) && lat <= Math.Max(y1, y2)) return false;
                if (y1 > lat != y2 > lat && (y2 > y1 ? side > 0 : side < 0)) inside = !inside;
            }
        }

        return inside;
    }

    private static GeoShape Read(JsonElement geometry)
    {
        if (geometry.ValueKind != JsonValueKind.Object) throw new FormatException("Invalid GeoJSON: not an object");
        var coordinates = geometry.GetProperty("coordinates");
        switch (geometry.GetProperty("type").GetString())
        {
            case "Point":
                return new GeoShape([], Position(coordinates));
            case "Polygon":
                return new GeoShape([Rings(coordinates)], null);
            case "MultiPolygon":
                return new GeoShape([.. coordinates.EnumerateArray().Select(Rings)], null);
            case var type:
                throw new FormatException($"GeoJSON of type {type} is not supported by LocalCloud; Point, Polygon and MultiPolygon are");
        }
    }

    private static double[][] Rings(JsonElement polygon) => [.. polygon.EnumerateArray().Select(Ring)];

    private static double[] Ring(JsonElement ring)
    {
        if (ring.GetArrayLength() < MinRingPoints) throw new FormatException($"Invalid GeoJSON: a ring needs {MinRingPoints} positions, the last equal to the first");
        var positions = new double[2 * ring.GetArrayLength()];
        var at = 0;
        foreach (var position in ring.EnumerateArray()) (positions[at++], positions[at++]) = Position(position);
        return positions[0] == positions[^2] && positions[1] == positions[^1] ? positions : throw new FormatException("Invalid GeoJSON: a ring is not closed");
    }

    private static (double Lon, double Lat) Position(JsonElement position)
    {
        if (position.GetArrayLength() is < 2 or > 3) throw new FormatException("Invalid GeoJSON: a position has a longitude and a latitude");
        var (lon, lat) = (position[0].GetDouble(), position[1].GetDouble());
        return double.IsFinite(lon) && Math.Abs(lat) <= 90 ? (lon, lat) : throw new FormatException("Invalid GeoJSON: latitude must be between -90 and 90 degrees");
    }
}
