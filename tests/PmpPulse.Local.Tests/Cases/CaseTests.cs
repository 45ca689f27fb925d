using Microsoft.AspNetCore.Http;
using PmpPulse.Local.Demo;
using PmpPulse.ServiceDefaults.Hosting;
using PmpPulse.Testing;
using Serilog.Core;

namespace PmpPulse.Local.Tests.Cases;

/// <summary>
/// Small feeds modelled on public bug reports, each through the whole system: collector, Pub/Sub, writers, curation, marts. The files
/// aren't ours to publish; tests skip if they are absent.
/// </summary>
[Collection(SystemTests.Collection)]
[Trait("Category", "Slow")]
public sealed class CaseTests
{
    private const string LatestBikes = "SELECT CONCAT(station_id, ' ', CAST(num_bikes_available AS STRING)) AS v FROM pmp_marts.velib_latest_state";
    private const string LatestNames = "SELECT name AS v FROM pmp_marts.velib_station_information_latest";
    private const string InformationRows = "SELECT CAST(COUNT(*) AS STRING) AS v FROM pmp_curated.velib_station_information";
    private const string StatusRows = "SELECT CAST(COUNT(*) AS STRING) AS v FROM pmp_curated.velib_station_status";
    private const string DeadStations = "SELECT CONCAT(stage, ' ', station_id) AS v FROM pmp_ops.velib_station_status_curated_dlq";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("F01-info-future-clock", "NEW RIGHT")]
    [InlineData("F01-info-without-time", "SECOND")]
    public async Task Information_ClockAheadOrMissing_NewestIsTheLastCollected(string name, string expected)
    {
        var folder = Folder(name);
        await using var system = await CaseSystem.StartAsync();

        await system.PollAsync(PolledFeed.Information, Path.Combine(folder, "1-station_information.json"), InformationRows, "1");
        await system.PollAsync(PolledFeed.Information, Path.Combine(folder, "2-station_information.json"), InformationRows, "2");

        await system.ExpectAsync(LatestNames, expected);
    }

    [Theory]
    [InlineData("F02-clock-back-1h", "clk 20")]
    [InlineData("F02-same-last-updated", "sl3 20")]
    public async Task Status_ClockGoesBackOrStandsStill_NewestIsTheLastCollected(string name, string expected)
    {
        var folder = Folder(name);
        await using var system = await CaseSystem.StartAsync();

        await system.PollAsync(PolledFeed.Status, Path.Combine(folder, "1-station_status.json"), StatusRows, "1");
        await system.PollAsync(PolledFeed.Status, Path.Combine(folder, "2-station_status.json"), StatusRows, "2");

        await system.ExpectAsync(LatestBikes, expected);
        await system.ExpectAsync(
            "SELECT CAST(total_bikes_available AS STRING) AS v FROM pmp_marts.velib_snapshot_totals WHERE TRUE QUALIFY ROW_NUMBER() OVER (ORDER BY ingest_ts DESC) = 1",
            "20");
    }

    [Fact]
    public async Task Status_PublishedIn2099_IsFlaggedAndUsesTheCollectionTime()
    {
        var folder = Folder("F03-event-time-2099");
        await using var system = await CaseSystem.StartAsync();

        await system.PollAsync(PolledFeed.Status, Path.Combine(folder, "station_status.json"), StatusRows, "1");

        await system.ExpectAsync(
            "SELECT f AS v FROM pmp_curated.velib_station_status, UNNEST(quality_flags) AS f WHERE f IN ('event_time_future', 'last_reported_future')",
            "event_time_future");
        await system.ExpectAsync(
            "SELECT CAST(hour_ts <= CURRENT_TIMESTAMP() AND hour_ts > TIMESTAMP_SUB(CURRENT_TIMESTAMP(), INTERVAL 2 HOUR) AS STRING) AS v FROM pmp_marts.velib_totals_hourly",
            "true");
    }

    [Fact]
    public async Task Information_WithOddOptionalFields_KeepsEveryNameAndPlace()
    {
        var folder = Folder("F04-one-optional-field-costs-the-place");
        await using var system = await CaseSystem.StartAsync();

        await system.PollAsync(
            PolledFeed.Information,
            Path.Combine(folder, "station_information.json"),
            """
            SELECT CONCAT(name, ' ', CAST(lat AS STRING), ' ', CAST(lon AS STRING), ' ', COALESCE(CAST(capacity AS STRING), 'NULL'), ' ', COALESCE(address, 'NULL')) AS v
            FROM pmp_marts.velib_station_information_latest
            """,
            "Naddrobj 48.85 2.35 20 NULL, Ncap12.5 48.85 2.35 NULL NULL, Ncaptext 48.85 2.35 20 NULL, Nlattext 48.85 2.35 20 NULL, Nok 48.85 2.35 20 NULL");
    }

    [Theory]
    [InlineData("1-nan-station_status.json")]
    [InlineData("2-latin1-station_status.json")]
    public async Task Status_OneStationWithBadBytes_DeadLettersOnlyThatStation(string file)
    {
        var folder = Folder("F05-one-bad-byte-costs-all");
        await using var system = await CaseSystem.StartAsync();

        await system.PollAsync(PolledFeed.Status, Path.Combine(folder, file), LatestBikes, "ok 3");

        await system.ExpectAsync("SELECT stage AS v FROM pmp_ops.velib_station_status_curated_dlq", "validate_row");
    }

    [Theory]
    [InlineData("F06-ebikes-needlessly-null", "bcycle 1 9, cyclocity 7 3, oslo 8 2")]
    [InlineData("F13-negative-type-count", "123 NULL NULL")]
    public async Task Status_TypesInAnyDialect_AreRecognized(string name, string expected)
    {
        var folder = Folder(name);
        await using var system = await CaseSystem.StartAsync();

        await system.PollAsync(
            PolledFeed.Status,
            Path.Combine(folder, "station_status.json"),
            """
            SELECT CONCAT(station_id, ' ', COALESCE(CAST(mechanical_available AS STRING), 'NULL'), ' ', COALESCE(CAST(ebike_available AS STRING), 'NULL')) AS v
            FROM pmp_marts.velib_latest_state
            """,
            expected);
    }

    [Fact]
    public async Task Status_WithANegativeTypeCount_KeepsItsBikesAndIsFlagged()
    {
        var folder = Folder("F13-negative-type-count");
        await using var system = await CaseSystem.StartAsync();

        await system.PollAsync(PolledFeed.Status, Path.Combine(folder, "station_status.json"), LatestBikes, "123 5");

        await system.ExpectAsync(
            "SELECT CAST(COUNTIF(f LIKE 'types%') > 0 AS STRING) AS v FROM pmp_curated.velib_station_status, UNNEST(quality_flags) AS f", "true");
        await system.ExpectAsync(DeadStations, "nothing");
    }

    [Theory]
    [InlineData("F07-v3-docks-by-type", "v3 4 7 1 1")]
    [InlineData("F08-duplicate-newer", "dd 8 3 1 1")]
    [InlineData("F14-flag-1.0", "fl1 3 2 1 0")]
    [InlineData("F15-gzip-without-header", "1 3 2 1 1")]
    public async Task Status_UnusualShape_IsRead(string name, string expected)
    {
        var folder = Folder(name);
        await using var system = await CaseSystem.StartAsync();

        await system.PollAsync(
            PolledFeed.Status,
            Directory.GetFiles(folder, "station_status.json*").Single(),
            """
            SELECT CONCAT(station_id, ' ', CAST(num_bikes_available AS STRING), ' ', CAST(num_docks_available AS STRING), ' ',
              CAST(is_renting AS STRING), ' ', CAST(is_returning AS STRING)) AS v
            FROM pmp_marts.velib_latest_state
            """,
            expected);
    }

    [Fact]
    public async Task Totals_ClosedStation_IsNeitherEmptyNorFull()
    {
        var folder = Folder("F12-closed-in-totals");
        await using var system = await CaseSystem.StartAsync();

        await system.PollAsync(
            PolledFeed.Status,
            Path.Combine(folder, "station_status.json"),
            "SELECT CONCAT(CAST(empty_stations AS STRING), ' ', CAST(full_stations AS STRING)) AS v FROM pmp_marts.velib_snapshot_totals",
            "1 0");
    }

    [Fact]
    public async Task Feed_RetryAfter_IsNotRequestedUntilThen()
    {
        var answer = await File.ReadAllLinesAsync(Path.Combine(Folder("F11-retry-after"), "answer.txt"), Stop);
        var wait = answer.Single(line => line.StartsWith("Retry-After:", StringComparison.Ordinal)).Split(':')[1].Trim();
        await using var system = await CaseSystem.StartAsync();
        system.Feed.Answers([], StatusCodes.Status429TooManyRequests, ("Retry-After", wait));

        await system.PollAsync(PolledFeed.Status);
        await system.PollAsync(PolledFeed.Status);

        system.Feed.Requests.Should().Be(1);
    }

    [Theory]
    [InlineData("F09-demo-without-information", 1)]
    [InlineData("F10-demo-refuses-what-the-collector-takes", 3)]
    public async Task Demo_AnythingTheCollectorAccepts_Arrives(string name, int polls)
    {
        var folder = Folder(name);
        using var directory = new TemporaryDirectory();
        using var throughput = new Throughput();
        var (options, _) = LocalProgram.ReadOptions([$"--FEED=dir:{folder}", $"--POLLS={polls}", "--POLL=100ms"], bounded: true, directory);
        var source = await FeedSource.ChooseAsync(options, Stop);
        var host = new HostedIn(Logger.None);
        await using var system = await LocalSystem.StartAsync(options, source, host, Stop);

        var (report, missing) = await new DemoRun(system, options, throughput, host.Clock, new Progress<string>()).RunAsync(source, Stop);

        missing.Should().BeEmpty();
        report.CuratedRows.Should().Be(polls);
        report.DlqRows.Should().Be(0);
        source.Notice.Should().Contain("stations stay without names");
    }

    private static string Folder(string name)
    {
        var folder = SharedData.Find(Path.Combine("cases", name));
        Assert.SkipWhen(folder is null, SharedData.SkipReason);
        return folder!;
    }
}
