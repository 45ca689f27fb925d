using System.Globalization;
using PmpPulse.GoogleCloud;
using PmpPulse.LocalCloud.Testing;
using PmpPulse.Warehouse.Areas;
using PmpPulse.Warehouse.Deployment;

namespace PmpPulse.Warehouse.Tests.Areas;

/// <summary>Where stations lie: by the shapes that were loaded, else by their codes.</summary>
public sealed class StationAreaTests : IAsyncLifetime
{
    private LocalCloudFixture _cloud = null!;
    private GoogleCloudClients _clients = null!;

    public async ValueTask InitializeAsync()
    {
        _cloud = await LocalCloudFixture.StartAsync();
        _clients = _cloud.Connect();
        await new WarehouseProvisioner(_clients.BigQuery).CreateAsync();
    }

    public async ValueTask DisposeAsync()
    {
        _clients.Dispose();
        await _cloud.DisposeAsync();
    }

    [Fact]
    public async Task Stations_BeforeAndAfterAreasAreLoaded_ArePlacedByCodeAndByGeometry()
    {
        await DescribeAsync(
            ("in10", "10001", 2.36, 48.87),
            // its code says 9, its place says 10
            ("edge", "9114", 2.361, 48.875),
            // its code says 10, its place is in no area that was loaded
            ("out", "10002", 2.9, 48.9),
            ("nowhere", "10003", null, null),
            ("suburb", "31001", 2.5, 48.95),
            ("uncoded", null, 2.362, 48.872));
        (await PlacesAsync()).Should().Equal(
            "edge 75109 Paris 9e code", "in10 75110 Paris 10e code", "nowhere 75110 Paris 10e code", "out 75110 Paris 10e code", "suburb zone-31 Zone 31 code");

        await LoadAsync("city.geojson", Box("75110", "Paris 10e", 2.35, 48.86, 2.37, 48.88), Box("75109", "Paris 9e", 2.33, 48.87, 2.35, 48.88));
        // the commune holds the arrondissement, which is smaller
        await LoadAsync("communes.geojson", Box("75056", "Paris", 2.2, 48.8, 2.45, 48.91), Box("93066", "Saint-Denis", 2.46, 48.91, 2.6, 49));

        (await PlacesAsync()).Should().Equal(
            "edge 75110 Paris 10e geometry", "in10 75110 Paris 10e geometry", "nowhere 75110 Paris 10e code", "suburb 93066 Saint-Denis geometry", "uncoded 75110 Paris 10e geometry");

        // one source again, without one of its areas; the other stays
        await LoadAsync("city.geojson", Box("75109", "Paris 9e", 2.33, 48.87, 2.35, 48.88));

        (await PlacesAsync()).Should().Equal(
            "edge 75056 Paris geometry", "in10 75056 Paris geometry", "nowhere 75110 Paris 10e code", "out 75110 Paris 10e code", "suburb 93066 Saint-Denis geometry", "uncoded 75056 Paris geometry");
        (await LinesAsync("SELECT area_id, attribution FROM pmp_marts.velib_areas ORDER BY 1")).Should().Equal("75056 communes.geojson's people", "75109 city.geojson's people", "93066 communes.geojson's people");
    }

    private static Area Box(string id, string name, double west, double south, double east, double north) => new(
        id, name, string.Create(CultureInfo.InvariantCulture, $$"""{"type":"Polygon","coordinates":[[[{{west}},{{south}}],[{{east}},{{south}}],[{{east}},{{north}}],[{{west}},{{north}}],[{{west}},{{south}}]]]}"""),
        west, south, east, north);

    private Task<long> LoadAsync(string source, params Area[] areas) =>
        new AreaTable(_clients.BigQuery, "velib").ReplaceAsync(new AreaSource(source, $"{source}'s people"), areas, TestContext.Current.CancellationToken);

    private async Task DescribeAsync(params (string Id, string? Code, double? Lon, double? Lat)[] stations)
    {
        static string Text(string? value) => value is null ? "NULL" : $"'{value}'";
        static string Number(double? value) => value?.ToString("R", CultureInfo.InvariantCulture) ?? "NULL";
        var rows = stations.Select(station => $"('velib', CURRENT_TIMESTAMP(), CURRENT_TIMESTAMP(), {Text(station.Id)}, {Text(station.Code)}, {Number(station.Lon)}, {Number(station.Lat)})");
        await _clients.BigQuery.QueryAsync($"INSERT INTO pmp_curated.velib_station_information (system_id, ingest_ts, event_ts, station_id, station_code, lon, lat) VALUES {string.Join(", ", rows)}");
    }

    private Task<List<string>> PlacesAsync() => LinesAsync("SELECT station_id, area_id, area_name, area_source FROM pmp_marts.velib_station_areas ORDER BY 1");

    private async Task<List<string>> LinesAsync(string sql)
    {
        var results = await _clients.BigQuery.QueryAsync(sql);
        var rows = await results.ReadAllAsync();
        return [.. rows.Select(row => string.Join(' ', results.Schema.Fields.Select(field => row.GetString(field.Name))))];
    }
}
