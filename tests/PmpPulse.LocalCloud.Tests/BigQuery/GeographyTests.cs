using System.Globalization;
using System.Net;
using System.Text.Json;
using PmpPulse.Testing;

namespace PmpPulse.LocalCloud.Tests.BigQuery;

/// <summary>Points in areas.</summary>
public sealed class GeographyTests : IAsyncLifetime
{
    private const string Square = """{"type":"Polygon","coordinates":[[[0,0],[4,0],[4,4],[0,4],[0,0]],[[1,1],[1,2],[2,2],[2,1],[1,1]]]}""";
    private const string Two = """{"type":"MultiPolygon","coordinates":[[[[0,0],[1,0],[0,1],[0,0]]],[[[5,5],[6,5],[6,6],[5,6],[5,5]]]]}""";

    private BigQueryHost _host = null!;

    public async ValueTask InitializeAsync() => _host = await BigQueryHost.StartAsync();

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Theory]
    [InlineData(Square, 3, 3, true)]
    [InlineData(Square, 1.5, 1.5, false)]
    [InlineData(Square, 5, 2, false)]
    [InlineData(Square, -1, 4, false)]
    [InlineData(Square, 0, 2, false)]
    [InlineData(Square, 4, 4, false)]
    [InlineData(Square, 1, 1.5, false)]
    // level with corners
    [InlineData(Square, 3, 1, true)]
    [InlineData(Square, 0.5, 2, true)]
    [InlineData(Two, 0.25, 0.25, true)]
    [InlineData(Two, 0.5, 0.5, false)]
    [InlineData(Two, 5.5, 5.5, true)]
    [InlineData(Two, 3, 3, false)]
    public async Task Contains_Point_IsInsideAndNotOnTheBoundary(string area, double lon, double lat, bool expected)
    {
        var sql = FormattableString.Invariant($"SELECT ST_CONTAINS(ST_GEOGFROMGEOJSON('{area}'), ST_GEOGPOINT({lon}, {lat}))");

        (await _host.QueryAsync(sql))["rows"]![0]!["f"]![0]!["v"]!.GetValue<string>().Should().Be(expected ? "true" : "false");
    }

    [Fact]
    public async Task Join_NullsAndManyPoints_PlacesEach()
    {
        var sql = $"""
            WITH areas AS (SELECT 'square' AS id, '{Square}' AS shape UNION ALL SELECT 'two', '{Two}' UNION ALL SELECT 'none', NULL),
            points AS (SELECT x, y FROM UNNEST(GENERATE_ARRAY(0, 99)) AS x CROSS JOIN UNNEST(GENERATE_ARRAY(0, 99)) AS y UNION ALL SELECT NULL, 1)
            SELECT areas.id, COUNT(*) FROM points JOIN areas ON ST_CONTAINS(ST_GEOGFROMGEOJSON(areas.shape), ST_GEOGPOINT(points.x / 10 + 0.05, points.y / 10 + 0.05)) GROUP BY 1 ORDER BY 1
            """;

        var rows = (await _host.QueryAsync(sql))["rows"]!.AsArray().Select(row => BigQueryHost.Line(row!));

        // 16 less 1 square units of a hundred points each; half a unit, of which the ten on the diagonal do not count, and one
        rows.Should().Equal("\"square\"|\"1500\"", "\"two\"|\"145\"");
    }

    [Theory]
    [InlineData("ST_GEOGPOINT(0, 91)", "latitude")]
    [InlineData("ST_GEOGFROMGEOJSON('{')", "Invalid GeoJSON")]
    [InlineData("ST_GEOGFROMGEOJSON('[]')", "Invalid GeoJSON")]
    [InlineData("ST_GEOGFROMGEOJSON('{\"type\":\"Polygon\",\"coordinates\":[[[0,0],[1,1],[0,0]]]}')", "ring")]
    [InlineData("ST_GEOGFROMGEOJSON('{\"type\":\"Polygon\",\"coordinates\":[[[0,0],[1,1],[2,0],[3,3]]]}')", "not closed")]
    [InlineData("ST_GEOGFROMGEOJSON('{\"type\":\"LineString\",\"coordinates\":[[0,0],[1,1]]}')", "LineString is not supported")]
    public async Task Geography_ThatIsNone_IsRefusedWithTheReason(string expression, string reason)
    {
        var answer = await _host.QueryAsync($"SELECT ST_ASGEOJSON({expression})", HttpStatusCode.BadRequest);

        answer["error"]!["message"]!.GetValue<string>().Should().Contain(reason);
    }

    [Fact]
    public async Task Geography_AsAResult_IsRefused() =>
        (await _host.TryQueryAsync("SELECT ST_GEOGPOINT(1, 2) AS g")).Body!["error"]!["message"]!.GetValue<string>().Should().Contain("GEOGRAPHY");

    [Fact]
    public async Task Contains_RealArrondissements_AgreeWithTheSumOfAngles()
    {
        var folder = SharedData.Find("paris-geo");
        Assert.SkipWhen(folder is null, SharedData.SkipReason);
        using var collection = JsonDocument.Parse(await File.ReadAllBytesAsync(Path.Combine(folder, "arrondissements.geojson"), TestContext.Current.CancellationToken));
        var random = new Random(20);
        foreach (var feature in collection.RootElement.GetProperty("features").EnumerateArray().Take(4))
        {
            var geometry = feature.GetProperty("geometry");
            var ring = geometry.GetProperty("coordinates")[0].EnumerateArray().Select(p => (X: p[0].GetDouble(), Y: p[1].GetDouble())).ToList();
            var points = Enumerable.Range(0, 200).Select(_ => (X: ring.Min(p => p.X) + (random.NextDouble() * (ring.Max(p => p.X) - ring.Min(p => p.X))), Y: ring.Min(p => p.Y) + (random.NextDouble() * (ring.Max(p => p.Y) - ring.Min(p => p.Y))))).ToList();
            var list = string.Join(", ", points.Select((p, i) => string.Create(CultureInfo.InvariantCulture, $"STRUCT({i} AS i, {p.X:R} AS x, {p.Y:R} AS y)")));
            var rows = await _host.QueryAsync($"SELECT i FROM UNNEST([{list}]) WHERE ST_CONTAINS(ST_GEOGFROMGEOJSON('{geometry.GetRawText()}'), ST_GEOGPOINT(x, y)) ORDER BY i");

            rows["rows"]!.AsArray().Select(row => int.Parse(row!["f"]![0]!["v"]!.GetValue<string>(), CultureInfo.InvariantCulture))
                .Should().Equal(Enumerable.Range(0, points.Count).Where(i => Math.Abs(Angle(ring, points[i])) > 1));
        }

        static double Angle(List<(double X, double Y)> ring, (double X, double Y) at) => ring.Zip(ring.Skip(1))
            .Sum(edge => Math.IEEERemainder(Math.Atan2(edge.Second.Y - at.Y, edge.Second.X - at.X) - Math.Atan2(edge.First.Y - at.Y, edge.First.X - at.X), 2 * Math.PI));
    }
}
