using System.IO.Compression;
using System.Net;
using System.Text.Json.Nodes;

namespace PmpPulse.FeedSimulator.Tests.Serving;

public sealed class SimulatedFeedTests
{
    private const string Start = "--START=2026-03-02T07:30:00Z";

    [Fact]
    public async Task Status_EachRequest_ServesTheNextSnapshot()
    {
        await using var simulator = await SimulatorServer.StartAsync(Start);
        var first = await simulator.EventTimeAsync();
        var second = await simulator.EventTimeAsync();
        first.Should().BeInRange(1_772_436_600 - 62, 1_772_436_600);
        (second - first).Should().BeInRange(59, 63);
    }

    [Theory]
    [InlineData("User-Agent", "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0")]
    [InlineData("Sec-Fetch-Site", "none")]
    [InlineData("Sec-Fetch-Mode", "no-cors")]
    [InlineData("Sec-Fetch-Dest", "image")]
    public async Task Status_RequestedByABrowser_IsTheLastPollsSnapshotAndDoesNotAdvance(string header, string value)
    {
        await using var simulator = await SimulatorServer.StartAsync(Start, "--FAULT=status:500", "--FAULT_REQUESTS=1");
        (await simulator.GetAsync(FeedSimulatorService.StatusPath)).StatusCode.Should().Be(HttpStatusCode.InternalServerError);
        var first = await simulator.EventTimeAsync();

        (await simulator.EventTimeAsync((header, value))).Should().Be(first);
        (await simulator.EventTimeAsync((header, value))).Should().Be(first);
        (await simulator.EventTimeAsync() - first).Should().BeInRange(59, 63);
    }

    [Fact]
    public async Task Fault_OfTheFirstRequest_IsNotConsumedByABrowser()
    {
        await using var simulator = await SimulatorServer.StartAsync(Start, "--FAULT=status:500", "--FAULT_REQUESTS=1");

        await simulator.GetAsync(FeedSimulatorService.StatusPath, ("User-Agent", "Mozilla/5.0"));

        (await simulator.GetAsync(FeedSimulatorService.StatusPath)).StatusCode.Should().Be(HttpStatusCode.InternalServerError);
    }

    [Fact]
    public async Task Status_FollowingTheClockFast_TimeAdvances()
    {
        await using var simulator = await SimulatorServer.StartAsync(Start, "--SIM_CLOCK=wall", "--SPEED=1000000");
        var first = await simulator.EventTimeAsync();
        (await simulator.EventTimeAsync()).Should().BeGreaterThan(first);
    }

    [Fact]
    public async Task Status_Speed_IsSnapshotsPerRequest()
    {
        await using var simulator = await SimulatorServer.StartAsync(Start, "--SPEED=60");
        var first = await simulator.EventTimeAsync();
        ((await simulator.EventTimeAsync()) - first).Should().BeInRange(3658, 3662);
    }

    [Fact]
    public async Task Status_AnyTime_HasTheFeedsShape()
    {
        await using var simulator = await SimulatorServer.StartAsync(Start);
        var feed = await simulator.StatusAsync();
        feed["ttl"]!.GetValue<int>().Should().Be(3600);
        feed["last_updated"].Should().BeNull();
        feed["version"].Should().BeNull();
        var stations = feed["data"]!["stations"]!.AsArray();
        stations.Count.Should().BeInRange(1470, 1530);
        stations[0]!.AsObject().Select(p => p.Key).Should().Equal(
            "station_id", "num_bikes_available", "numBikesAvailable", "num_bikes_available_types", "num_docks_available", "numDocksAvailable",
            "is_installed", "is_returning", "is_renting", "last_reported", "stationCode", "station_opening_hours");
        foreach (var station in stations)
        {
            var types = station!["num_bikes_available_types"]!.AsArray();
            var sum = types[0]!["mechanical"]!.GetValue<int>() + types[1]!["ebike"]!.GetValue<int>();
            station["num_bikes_available"]!.GetValue<int>().Should().Be(sum);
            station["numBikesAvailable"]!.GetValue<int>().Should().Be(sum);
            station["numDocksAvailable"]!.GetValue<int>().Should().Be(station["num_docks_available"]!.GetValue<int>());
        }
    }

    [Fact]
    public async Task Status_AtTheHour_GlitchLeavesTotals()
    {
        await using var simulator = await SimulatorServer.StartAsync("--START=2026-03-02T08:02:00Z");
        var feed = await simulator.StatusAsync();
        var after = await simulator.StatusAsync();
        foreach (var station in feed["data"]!["stations"]!.AsArray())
        {
            station!["stationCode"].Should().BeNull();
            station["num_bikes_available_types"]!.ToJsonString().Should().Be("[{},{}]");
        }

        Bikes(feed).Should().BeCloseTo(Bikes(after), 200).And.BeGreaterThan(10_000);
    }

    [Fact]
    public async Task Information_WithStatus_NamesEveryStation()
    {
        await using var simulator = await SimulatorServer.StartAsync(Start);
        var status = await simulator.StatusAsync();
        var information = JsonNode.Parse(await simulator.Client.GetStringAsync(FeedSimulatorService.InformationPath))!;
        information["lastUpdatedOther"]!.GetValue<long>().Should().Be(status["lastUpdatedOther"]!.GetValue<long>());
        Ids(information).Should().Equal(Ids(status));
        information["data"]!["stations"]!.AsArray().Should().OnlyContain(s => s!["name"]!.GetValue<string>().Contains(" - "));
    }

    [Fact]
    public async Task Status_GzipAccepted_IsGzipped()
    {
        await using var simulator = await SimulatorServer.StartAsync(Start);
        var answer = await simulator.GetAsync(FeedSimulatorService.StatusPath, ("Accept-Encoding", "gzip, br"));
        answer.Content.Headers.ContentEncoding.Should().Equal("gzip");
        await using var unpacked = new GZipStream(await answer.Content.ReadAsStreamAsync(), CompressionMode.Decompress);
        (await JsonNode.ParseAsync(unpacked))!["data"].Should().NotBeNull();
    }

    [Fact]
    public async Task Status_GzipNotAccepted_IsPlain()
    {
        await using var simulator = await SimulatorServer.StartAsync(Start);
        var answer = await simulator.GetAsync(FeedSimulatorService.StatusPath, ("Accept-Encoding", "gzip;q=0"));
        answer.Content.Headers.ContentEncoding.Should().BeEmpty();
    }

    [Fact]
    public async Task Information_SameEntityTag_IsNotModified()
    {
        await using var simulator = await SimulatorServer.StartAsync(Start, "--ETAG=true");
        var first = await simulator.GetAsync(FeedSimulatorService.InformationPath);
        var again = await simulator.GetAsync(FeedSimulatorService.InformationPath, ("If-None-Match", first.Headers.ETag!.ToString()));
        again.StatusCode.Should().Be(HttpStatusCode.NotModified);
    }

    private static int Bikes(JsonNode feed) => feed["data"]!["stations"]!.AsArray().Sum(s => s!["num_bikes_available"]!.GetValue<int>());

    private static IEnumerable<long> Ids(JsonNode feed) => feed["data"]!["stations"]!.AsArray().Select(s => s!["station_id"]!.GetValue<long>());
}
