using System.Globalization;
using PmpPulse.GoogleCloud;
using PmpPulse.GoogleCloud.BigQuery;
using PmpPulse.LocalCloud.Testing;
using PmpPulse.Warehouse.Deployment;

namespace PmpPulse.Warehouse.Tests.Assertions;

/// <summary>Each rule over raw, curated and dead letters finds the planted fault, and nothing in good data.</summary>
public sealed class AssertionTests : IAsyncLifetime
{
    private const string Snapshots = "raw_snapshots_are_curated";
    private const string Stations = "raw_stations_are_curated";
    private const string Gaps = "polling_has_no_gaps";

    private LocalCloudFixture _cloud = null!;
    private GoogleCloudClients _clients = null!;

    public async ValueTask InitializeAsync()
    {
        _cloud = await LocalCloudFixture.StartAsync();
        _clients = _cloud.Connect();
        await new WarehouseProvisioner(_clients.BigQuery).CreateAsync(TestContext.Current.CancellationToken);

        // polled 20, 16, 12, 8 and 1 minutes ago; the last is within the grace period and not curated yet
        await RawAsync(1, 20, "a", "b");
        await RawAsync(1, 20, "a", "b");
        await CuratedAsync(1, 20, "a", "b");
        await RawAsync(2, 16, "a", "bad", "bad");
        await CuratedAsync(2, 16, "a");
        await DeadAsync(2, "'bad'", 16);
        await DeadAsync(2, "'bad#2'", 16);
        await RawAsync(3, 12, "too", "large");
        await DeadAsync(3, "NULL", 12);
        await RawAsync(4, 8);
        await RawAsync(5, 5.5, "bad");
        await DeadAsync(5, "'bad'", 5);
        await RawAsync(6, 1, "new");
        // invalid ids
        await RawJsonAsync(7, 12, """{"data":{"stations":[{"station_id":1.5},{"station_id":true},{"station_id":" "},{},5,{"station_id":12345678901}]}}""");
        await CuratedAsync(7, 12, "12345678901");
        // a body that isn't a feed, and one from before ids existed
        await RawJsonAsync(null, 12, "{}");
        await RawJsonAsync(null, 12, """{"data":{"stations":[{"station_id":"x"}]}}""");
    }

    public async ValueTask DisposeAsync()
    {
        _clients.Dispose();
        await _cloud.DisposeAsync();
    }

    [Fact]
    public async Task All_ValidData_FindNothing()
    {
        foreach (var name in new[] { Snapshots, Stations, Gaps, "curated_rows_are_unique" }) (await RunAsync(name)).Should().BeEmpty("of {0}", name);
    }

    [Fact]
    public async Task Snapshots_LostBesideAnotherOfTheSameEventTime_IsFound()
    {
        await RawAsync(101, 20, "a", "b");
        (await RunAsync(Snapshots)).Select(row => row.GetInt64("snapshot_id")).Should().Equal(101);
    }

    [Fact]
    public async Task Snapshots_OnlyBadStationDeadLettered_FindsTheLostOthers()
    {
        await RawAsync(102, 20, "a", "bad");
        await DeadAsync(102, "'bad'", 20);
        (await RunAsync(Snapshots)).Select(row => row.GetInt64("snapshot_id")).Should().Equal(102);
        (await RunAsync(Stations)).Select(row => $"{row.GetInt64("snapshot_id")} {row.GetString("station_id")}").Should().Equal("102 a");
    }

    [Fact]
    public async Task Snapshots_UnchangedFeed_IsNotReportedAsLost()
    {
        await RawAsync(103, 8, "a");
        await CuratedAsync(103, 5 * 24 * 60, "a");
        (await RunAsync(Snapshots)).Should().BeEmpty();
    }

    [Fact]
    public async Task Stations_OneOfASnapshotLost_IsFound()
    {
        await RawJsonAsync(104, 10, """{"data":{"stations":[{"station_id":"a"},{"station_id":"lost"},{"station_id":77}]}}""");
        await CuratedAsync(104, 10, "a");
        (await RunAsync(Stations)).Select(row => row.GetString("station_id")).Should().BeEquivalentTo("lost", "77");
        (await RunAsync(Snapshots)).Should().BeEmpty("the snapshot exists");
    }

    [Fact]
    public async Task Unique_AStationTwiceInPlaceOfAnother_IsFoundInEverySuchSnapshot()
    {
        string[] stations = [.. Enumerable.Range(100, 30).Select(i => $"s{i}")];
        for (var id = 201; id < 205; id++) await CuratedAsync(id, 10, stations);
        var expected = new List<string>();
        for (var i = 1; i < 29; i++)
        {
            // two stations replaced by two more of the one between them: the sum of their numbers does not show it
            await CuratedAsync(300 + i, 10, [.. stations.Where((_, other) => other != i - 1 && other != i + 1), stations[i], stations[i]]);
            expected.Add($"{300 + i} {stations[i]} 3");
        }

        await CuratedAsync(212, 10, "s100", "s101", "s102");
        await CuratedAsync(212, 9, "s102", "s101", "s100");
        await CuratedAsync(213, 10, "s101", "s101", "s101");

        var rows = (await RunAsync("curated_rows_are_unique")).Select(row => $"{row.GetInt64("snapshot_id")} {row.GetString("station_id")} {row.GetInt64("copies")}");

        rows.Should().BeEquivalentTo([.. expected, "212 s100 2", "212 s101 2", "212 s102 2", "213 s101 3"]);
    }

    [Fact]
    public async Task Gaps_SixMinutesWithoutAPoll_IsFoundWithBothTimes()
    {
        await RawAsync(105, 26, "a");
        await CuratedAsync(105, 26, "a");
        var gap = (await RunAsync(Gaps)).Should().ContainSingle().Subject;
        gap.GetString("key").Should().Be("velib:station_status_snapshot");
        gap.GetInt64("seconds").Should().Be(360);
        (gap.GetTimestamp("ingest_ts") - gap.GetTimestamp("previous_ingest_ts")).Should().Be(TimeSpan.FromMinutes(6));
    }

    private readonly DateTimeOffset _now = TimeProvider.System.GetUtcNow();

    private async Task<IReadOnlyList<BigQueryRow>> RunAsync(string name) => await (await _clients.BigQuery.QueryAsync(WarehouseFiles.Assertions.Single(assertion => assertion.Name == name).Query)).ReadAllAsync();

    private Task RawAsync(long id, double minutesAgo, params string[] stations) =>
        RawJsonAsync(id, minutesAgo, $$$"""{"data":{"stations":[{{{string.Join(',', stations.Select(station => $$"""{"station_id":"{{station}}"}"""))}}}]}}""");

    private Task RawJsonAsync(long? id, double minutesAgo, string payload) => RunSqlAsync(
        $"INSERT INTO pmp_raw.velib_station_status_raw (ingest_ts, event_ts, source, event_type, key, payload, snapshot_id) VALUES ({Time(minutesAgo)}, {Time(20)}, 'velib', 'station_status_snapshot', 'velib:station_status_snapshot', JSON '{payload}', {id?.ToString(CultureInfo.InvariantCulture) ?? "NULL"})");

    private Task CuratedAsync(long id, double minutesAgo, params string[] stations) => RunSqlAsync(
        $"INSERT INTO pmp_curated.velib_station_status (system_id, ingest_ts, event_ts, station_id, snapshot_id) VALUES {string.Join(", ", stations.Select(station => $"('velib', {Time(minutesAgo)}, {Time(20)}, '{station}', {id})"))}");

    private Task DeadAsync(long id, string stationId, double minutesAgo) => RunSqlAsync(
        $$"""INSERT INTO pmp_ops.velib_station_status_curated_dlq (dlq_ts, stage, station_id, event_meta) VALUES ({{Time(minutesAgo)}}, 'validate_row', {{stationId}}, JSON '{"source":"velib","snapshot_id":"{{id}}"}')""");

    private async Task RunSqlAsync(string sql) => await _clients.BigQuery.QueryAsync(sql);

    private string Time(double minutesAgo) => $"TIMESTAMP '{_now.AddMinutes(-minutesAgo).UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss.ffffff", CultureInfo.InvariantCulture)}+00'";
}
