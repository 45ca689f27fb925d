using System.IO.Hashing;

namespace PmpPulse.LocalCloud.BigQuery.Geography;

/// <summary>The shapes that one call site has parsed: a join asks for the same few areas again and again. Not thread-safe.</summary>
internal sealed class GeoShapes
{
    // points are parsed as fast as they are looked up
    private const int MinBytes = 200;
    private const int MaxBytes = 32 << 20;

    private readonly Dictionary<UInt128, GeoShape> _shapes = [];
    private int _bytes;

    /// <inheritdoc cref="GeoShape.Parse"/>
    public GeoShape Get(ReadOnlySpan<byte> geoJson)
    {
        if (geoJson.Length < MinBytes) return GeoShape.Parse(geoJson);
        var key = XxHash128.HashToUInt128(geoJson);
        if (_shapes.TryGetValue(key, out var known)) return known;
        var shape = GeoShape.Parse(geoJson);
        if (_bytes + geoJson.Length > MaxBytes)
        {
            _shapes.Clear();
            _bytes = 0;
        }

        _bytes += geoJson.Length;
        _shapes.Add(key, shape);
        return shape;
    }
}
