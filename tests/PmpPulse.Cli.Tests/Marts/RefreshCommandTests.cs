using PmpPulse.Cli.Tests.Support;
using PmpPulse.Warehouse.Deployment;

namespace PmpPulse.Cli.Tests.Marts;

public sealed class RefreshCommandTests : IAsyncLifetime
{
    private Cloud _cloud = null!;

    public async ValueTask InitializeAsync()
    {
        _cloud = await Cloud.StartAsync();
        await new MartDeployment(_cloud.Clients.BigQuery).ApplyAsync();
    }

    public ValueTask DisposeAsync() => _cloud.DisposeAsync();

    [Fact]
    public async Task Refresh_OfARange_GoesDayByDayAndSaysWhatItWrote()
    {
        await _cloud.QueryAsync(
            """
            INSERT INTO pmp_curated.velib_station_status (system_id, ingest_ts, event_ts, station_id, num_bikes_available, snapshot_id)
            SELECT 'velib', TIMESTAMP_SUB(CURRENT_TIMESTAMP(), INTERVAL hours HOUR), TIMESTAMP_SUB(CURRENT_TIMESTAMP(), INTERVAL hours HOUR), 's1', 3, hours
            FROM UNNEST([30, 1]) AS hours
            """);

        var run = await Pmpctl.RunAsync(_cloud.Configuration, "marts", "refresh", "--from", "2d", "-o", "json");

        run.ExitCode.Should().Be(ExitCodes.Succeeded, run.Error);
        var windows = run.Json.AsArray().Where(range => (string?)range!["table"] == "pmp_marts.velib_station_windows_15m").ToList();
        windows.Should().HaveCount(3, "two days ago, yesterday and today");
        windows.Sum(range => (long)range!["rows"]!).Should().BeInRange(2, 4, "an observation reaches into the window after its own");
        run.Error.Should().Contain("computing pmp_marts.velib_station_windows_15m of").And.Contain("computing pmp_marts.gbfs_station_usual");
        (await _cloud.CountAsync("SELECT * FROM pmp_marts.velib_station_windows_15m WHERE observations = 1")).Should().Be(2);
    }

    [Theory]
    [InlineData("--from", "yesterday", "--from is 'yesterday': give an RFC 3339 time")]
    [InlineData("--to", "2020-01-01T00:00:00Z", "--to is not after the start (--from)")]
    public async Task Refresh_BadTime_IsMisuse(string option, string value, string reason)
    {
        var run = await Pmpctl.RunAsync(_cloud.Configuration, "marts", "refresh", option, value);

        run.ExitCode.Should().Be(ExitCodes.Misused);
        run.Error.Should().Contain(reason);
    }
}
