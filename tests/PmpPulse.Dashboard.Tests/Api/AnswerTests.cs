using System.Net;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Time.Testing;
using PmpPulse.Dashboard.Tests.Support;

namespace PmpPulse.Dashboard.Tests.Api;

/// <summary>What the answers say.</summary>
public sealed class AnswerTests
{
    private static readonly DateTimeOffset Start = new(2026, 3, 2, 8, 0, 0, TimeSpan.Zero);
    private const string Hostile = "=cmd|' /C calc'!A0 <img src=x onerror=alert(1)> \"L'Été\" 🚲";

    [Fact]
    public async Task Now_MixedStations_AreCountedByWhatTheyOffer()
    {
        await using var server = await ServerAsync(
            MadeUpCity.Station("open", Start), MadeUpCity.Station("empty", Start, bikes: 0), MadeUpCity.Station("full", Start, docks: 0),
            MadeUpCity.Station("closed", Start, canRent: false, canReturn: false), MadeUpCity.Station("mute", Start, flags: "last_reported_missing,station_stale"),
            MadeUpCity.Station("removed", Start - TimeSpan.FromHours(3)));

        var now = await server.GetAsync("/api/now");

        (Figure(now, "stations"), Figure(now, "open"), Figure(now, "closed"), Figure(now, "empty"), Figure(now, "full"), Figure(now, "mute")).Should().Be((5, 4, 1, 1, 1, 1));
        Figure(now, "bikes").Should().Be(15, "a closed station's bikes are of no use");
        Figure(now, "docks").Should().Be(45);
    }

    [Fact]
    public async Task Stations_WithoutPlaceNameOrCapacity_AreListedAndHaveNoPoint()
    {
        await using var server = await ServerAsync(
            MadeUpCity.Station("bare", Start, name: null, lat: null, lon: null, capacity: null, bikes: null, docks: null), MadeUpCity.Station("zero", Start, lat: 0, lon: 0), MadeUpCity.Station("far", Start, lat: 4_886));

        var features = (await server.GetAsync("/api/stations.geojson"))["features"]!.AsArray();

        features.Should().HaveCount(3).And.OnlyContain(feature => feature!["geometry"] == null);
        (await server.GetAsync("/api/map/stations"))["lat"]!.AsArray().Should().OnlyContain(lat => lat == null);
        (await server.GetAsync("/api/stations"))["stations"]![0]!["bikes"].Should().BeNull();
    }

    [Fact]
    public async Task Names_WithMarkupFormulasAndEmoji_ComeThroughWholeAndHarmless()
    {
        await using var server = await ServerAsync(MadeUpCity.Station("1", Start, name: Hostile));

        ((string)(await server.GetAsync("/api/stations"))["stations"]![0]!["name"]!).Should().Be(Hostile);
        ((string)(await server.GetAsync("/api/stations.geojson"))["features"]![0]!["properties"]!["name"]!).Should().Be(Hostile);
        var csv = await server.Client.GetStringAsync("/api/stations.csv");
        csv.Should().Contain("\"'=cmd|", "a spreadsheet would run it").And.Contain("\"\"L'Été\"\" 🚲");
        var raw = await server.Client.GetStringAsync("/api/stations");
        raw.Should().NotContain("<img", "nothing that sniffs may take an answer for HTML");
    }

    [Fact]
    public async Task Station_RanEmptyInAQuarter_SaysSinceWhen()
    {
        await using var server = await ServerAsync(MadeUpCity.Station("1", Start, bikes: 0), MadeUpCity.Station("2", Start, bikes: 0), MadeUpCity.Station("3", Start, bikes: 0));
        var quarter = MadeUpCity.Quarter(Start);
        server.Warehouse.Marts["velib_station_windows_15m"] =
        [
            MadeUpCity.Window("1", quarter - TimeSpan.FromMinutes(30), 4), MadeUpCity.Window("1", quarter - TimeSpan.FromMinutes(15), 0, minutesEmpty: 6, most: 4), MadeUpCity.Window("1", quarter, 0, minutesEmpty: 1),
            MadeUpCity.Window("2", quarter - TimeSpan.FromMinutes(15), 0, minutesEmpty: 15), MadeUpCity.Window("2", quarter, 0),
            MadeUpCity.Window("3", quarter, 2),
        ];

        (await SinceAsync("1"))["ts"]!.GetValue<DateTimeOffset>().Should().Be(quarter - TimeSpan.FromMinutes(6));
        (await SinceAsync("2"))["at_least"]!.GetValue<bool>().Should().BeTrue();
        var unknown = await SinceAsync("3");
        unknown["ts"].Should().BeNull();
        unknown["after_ts"]!.GetValue<DateTimeOffset>().Should().Be(quarter + TimeSpan.FromMinutes(15));

        async Task<JsonNode> SinceAsync(string id) => (await server.GetAsync($"/api/stations/{id}"))["empty_since"]!;
    }

    [Fact]
    public async Task Areas_WithShapes_AreAddedUpAndBrokenShapesLeftOut()
    {
        await using var server = await ServerAsync(MadeUpCity.Station("1", Start, bikes: 4, docks: 6), MadeUpCity.Station("2", Start, bikes: 0, docks: 10), MadeUpCity.Station("3", Start));
        server.Warehouse.Marts["gbfs_station_areas"] = [Area("1", "A"), Area("2", "A"), Area("3", "B")];
        server.Warehouse.Marts["gbfs_areas"] =
            [Shape("A", /*lang=json*/ "{\"type\":\"Polygon\",\"coordinates\":[[[2.123456789,48.1],[2.2,48.1],[2.2,48.2],[2.123456789,48.1]]]}"), Shape("B", "{"), Shape("C", "{}")];

        var features = (await server.GetAsync("/api/areas.geojson"))["features"]!.AsArray();

        var area = features.Should().ContainSingle("no station stands in C").Subject!;
        (Figure(area["properties"]!, "stations"), Figure(area["properties"]!, "bikes"), Figure(area["properties"]!, "empty")).Should().Be((2, 4, 1));
        ((double)area["properties"]!["fill_rate"]!).Should().Be(0.2);
        area["geometry"]!["coordinates"]![0]![0]![0]!.GetValue<double>().Should().Be(2.12346);
        (await server.GetAsync("/api/map/areas"))["features"]![0]!["properties"]!["attribution"]!.GetValue<string>().Should().Be("Somebody");

        static Dictionary<string, object?> Area(string station, string id) => new() { ["station_id"] = station, ["area_id"] = id, ["area_name"] = id, ["area_source"] = "geometry" };
        static Dictionary<string, object?> Shape(string id, string geoJson) => new() { ["area_id"] = id, ["area_name"] = id, ["geojson"] = geoJson, ["attribution"] = "Somebody" };
    }

    [Fact]
    public async Task Station_Unknown_IsAProblem404()
    {
        await using var server = await ServerAsync(MadeUpCity.Station("1", Start));

        using var response = await server.Client.GetAsync("/api/stations/%3Cscript%3E");

        response.StatusCode.Should().Be(HttpStatusCode.NotFound);
        response.Content.Headers.ContentType!.MediaType.Should().Be("application/problem+json");
        (await response.Content.ReadAsStringAsync()).Should().NotContain("<script>");
    }

    [Fact]
    public async Task Answer_SameETag_Is304AndMaxAgeEndsWithTheNextReading()
    {
        var clock = new FakeTimeProvider(Start);
        await using var server = await DashboardServer.StartAsync(clock, "--REFRESH_SECONDS=60");
        MadeUpCity.Fill(server.Warehouse, Start, stations: 5);
        using var first = await server.Client.GetAsync("/api/map/state");
        clock.Advance(TimeSpan.FromSeconds(20));

        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/map/state") { Headers = { { "If-None-Match", first.Headers.ETag!.ToString() } } };
        using var second = await server.Client.SendAsync(request);

        second.StatusCode.Should().Be(HttpStatusCode.NotModified);
        first.Headers.CacheControl!.MaxAge.Should().Be(TimeSpan.FromSeconds(60));
        second.Headers.CacheControl!.MaxAge.Should().Be(TimeSpan.FromSeconds(40));
        (await second.Content.ReadAsByteArrayAsync()).Should().BeEmpty();
    }

    [Theory]
    [InlineData("br, gzip", "br")]
    [InlineData("gzip", "gzip")]
    [InlineData("br;q=0, gzip;q=0.5", "gzip")]
    [InlineData("identity", null)]
    public async Task Answer_Encodings_AreThoseThatTheClientTakes(string accepted, string? expected)
    {
        await using var server = await DashboardServer.StartAsync(new FakeTimeProvider(Start));
        MadeUpCity.Fill(server.Warehouse, Start, stations: 50);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/stations") { Headers = { { "Accept-Encoding", accepted } } };

        using var response = await server.Client.SendAsync(request);

        response.Content.Headers.ContentEncoding.FirstOrDefault().Should().Be(expected);
    }

    [Fact]
    public async Task Refresh_OfAParisSizedCity_StaysUnderSixtyKilobytes()
    {
        await using var server = await DashboardServer.StartAsync(new FakeTimeProvider(Start));
        MadeUpCity.Fill(server.Warehouse, Start, stations: 1_500);
        var bytes = 0;
        foreach (var path in new[] { "/api/now", "/api/map/state", "/api/city", "/api/ops" })
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, path) { Headers = { { "Accept-Encoding", "br" } } };
            using var response = await server.Client.SendAsync(request);
            bytes += (await response.Content.ReadAsByteArrayAsync()).Length;
        }

        bytes.Should().BeLessThan(60_000);
    }

    private static async Task<DashboardServer> ServerAsync(params IReadOnlyDictionary<string, object?>[] stations)
    {
        var server = await DashboardServer.StartAsync(new FakeTimeProvider(Start));
        server.Warehouse.Marts["gbfs_latest_state_enriched"] = stations;
        return server;
    }

    private static int Figure(JsonNode answer, string name) => answer[name]!.GetValue<int>();
}
