using Microsoft.Extensions.Time.Testing;
using PmpPulse.Dashboard.Tests.Support;

namespace PmpPulse.Dashboard.Tests.Sources;

/// <summary>One reading serves all viewers, and outlives its warehouse.</summary>
public sealed class SharedReadingTests
{
    private static readonly DateTimeOffset Start = new(2026, 3, 2, 8, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task FiveHundredViewers_OfEveryAnswer_MakeNoMoreQueriesThanOne()
    {
        string[] paths = ["/api/now", "/api/map/state", "/api/map/stations", "/api/stations", "/api/stations.csv", "/api/stations.geojson", "/api/city", "/api/history", "/api/ops", "/api/stations/20003"];
        var one = await QueriesAsync(viewers: 1);
        var many = await QueriesAsync(viewers: 500);

        one.Should().OnlyHaveUniqueItems("every mart is read once").And.HaveCountGreaterThan(8);
        many.Should().BeEquivalentTo(one);

        async Task<IReadOnlyList<string>> QueriesAsync(int viewers)
        {
            await using var server = await DashboardServer.StartAsync(new FakeTimeProvider(Start));
            MadeUpCity.Fill(server.Warehouse, Start, stations: 40);
            await Task.WhenAll(Enumerable.Range(0, viewers).Select(async viewer =>
            {
                foreach (var path in paths) (await server.Client.GetAsync(path)).EnsureSuccessStatusCode();
            }));
            return [.. server.Warehouse.Queries];
        }
    }

    [Fact]
    public async Task Nobody_Looks_NothingIsQueried()
    {
        var clock = new FakeTimeProvider(Start);
        await using var server = await DashboardServer.StartAsync(clock);
        MadeUpCity.Fill(server.Warehouse, Start, stations: 4);
        await server.GetAsync("/api/now");
        var queries = server.Warehouse.Queries.Count;

        clock.Advance(TimeSpan.FromDays(1));

        server.Warehouse.Queries.Should().HaveCount(queries);
        await server.GetAsync("/api/now");
        server.Warehouse.Queries.Count.Should().BeGreaterThan(queries);
    }

    [Fact]
    public async Task Query_OfAnyMart_IsBoundedInBytes()
    {
        await using var server = await DashboardServer.StartAsync(new FakeTimeProvider(Start), "--MAX_BYTES_BILLED=123000000");
        foreach (var path in new[] { "/api/now", "/api/city", "/api/ops", "/api/history" }) await server.GetAsync(path);

        server.Warehouse.MaximumBytesBilled.Should().NotBeEmpty().And.AllBe("123000000");
    }

    [Fact]
    public async Task Warehouse_GoesDown_LastRowsStayAndTheStateIsTold()
    {
        var clock = new FakeTimeProvider(Start);
        await using var server = await DashboardServer.StartAsync(clock);
        MadeUpCity.Fill(server.Warehouse, Start, stations: 7);
        await server.GetAsync("/api/now");

        server.Warehouse.Refusal = 403;
        clock.Advance(TimeSpan.FromMinutes(2));
        var now = await server.GetAsync("/api/now");

        ((int)now["stations"]!).Should().Be(7);
        now["marts"]!.AsArray().Single(mart => (string)mart!["mart"]! == "gbfs_latest_state_enriched")!["state"]!.GetValue<string>().Should().Be("forbidden");
        now.ToJsonString().Should().NotContain(server.Warehouse.Host, "why it failed is for the log").And.NotContain("refuses");

        server.Warehouse.Refusal = 0;
        clock.Advance(TimeSpan.FromMinutes(1));
        (await server.GetAsync("/api/now")).ToJsonString().Should().NotContain("forbidden");
    }

    [Fact]
    public async Task Warehouse_NeverAnswered_PageAndFiguresAreThereAndEmpty()
    {
        await using var server = await DashboardServer.StartAsync(new FakeTimeProvider(Start));
        server.Warehouse.Refusal = 404;

        (await server.Client.GetAsync("/")).EnsureSuccessStatusCode();
        var now = await server.GetAsync("/api/now");
        now["event_ts"].Should().BeNull();
        now["bikes"].Should().BeNull("what is not known is not zero");
        (await server.GetAsync("/api/city"))["areas"]!.AsArray().Should().BeEmpty();
        (await server.GetAsync("/api/history"))["slots"]!.GetValue<int>().Should().Be(0);
        (await server.GetAsync("/api/ops"))["checks"]!.AsArray().Should().OnlyContain(check => check!["holds"] == null);
        (await server.Client.GetStringAsync("/api/stations.csv")).Split("\r\n").Should().HaveCount(2, "the head alone");
    }

    [Fact]
    public async Task Windows_ReadAgain_OnlyTheNewestAreAsked()
    {
        var clock = new FakeTimeProvider(Start);
        await using var server = await DashboardServer.StartAsync(clock);
        MadeUpCity.Fill(server.Warehouse, Start, stations: 3);
        (await server.GetAsync("/api/history"))["slots"]!.GetValue<int>().Should().Be(96);

        // the warehouse now has these alone: what was read before must still be known
        server.Warehouse.Marts["velib_station_windows_15m"] = [MadeUpCity.Window("20000", MadeUpCity.Quarter(Start) + TimeSpan.FromMinutes(15), 9)];
        clock.Advance(TimeSpan.FromMinutes(16));
        var history = await server.GetAsync("/api/history");

        history["slots"]!.GetValue<int>().Should().BeInRange(96, 97);
        history["bikes"]![0]!.AsArray()[^1]!.GetValue<int>().Should().Be(9);
        history["bikes"]![0]!.AsArray()[10].Should().NotBeNull();
    }
}
