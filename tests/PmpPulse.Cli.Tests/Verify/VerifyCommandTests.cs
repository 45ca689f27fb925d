using System.Globalization;
using PmpPulse.Cli.Tests.Support;
using PmpPulse.Testing;
using PmpPulse.Warehouse.Deployment;

namespace PmpPulse.Cli.Tests.Verify;

/// <summary>Tells apart rules that hold, are broken, or can't be checked.</summary>
public sealed class VerifyCommandTests : IAsyncLifetime
{
    private const string Unique = "curated_rows_are_unique";

    private Cloud _cloud = null!;

    public async ValueTask InitializeAsync()
    {
        _cloud = await Cloud.StartAsync();
        await new WarehouseProvisioner(_cloud.Clients.BigQuery).CreateAsync(TestContext.Current.CancellationToken);
    }

    public ValueTask DisposeAsync() => _cloud.DisposeAsync();

    [Fact]
    public async Task Verify_OneRuleNamed_ChecksOnlyThatRule()
    {
        var run = await Pmpctl.RunAsync(_cloud.Configuration, "verify", "--rule", Unique, "--output", "json");

        run.ExitCode.Should().Be(ExitCodes.Succeeded, run.Error);
        ((string?)run.Json.AsArray().Should().ContainSingle().Subject!["name"]).Should().Be(Unique);
    }

    [Fact]
    public async Task Verify_DuplicateRow_ExitsWithOneAndShowsIt()
    {
        await _cloud.QueryAsync($"""
            INSERT INTO {Velib.Curation.Table} (system_id, ingest_ts, station_id, snapshot_id)
            VALUES ('velib', CURRENT_TIMESTAMP(), '16107', 7), ('velib', CURRENT_TIMESTAMP(), '16107', 7)
            """);

        var all = await Pmpctl.RunAsync(_cloud.Configuration, "verify");

        all.ExitCode.Should().Be(ExitCodes.Found, "a broken rule outweighs one that can't be checked");
        all.Output.Should().Contain($"broken    {Unique}").And.Contain("snapshot_id 7, station_id 16107, copies 2");
    }

    [Fact]
    public async Task Verify_FaultOfAnotherSystem_IsFoundOnlyForThatSystem()
    {
        await _cloud.QueryAsync($"""
            INSERT INTO {Velib.Curation.Table} (system_id, ingest_ts, station_id, snapshot_id)
            VALUES ('lyon', CURRENT_TIMESTAMP(), '1', 7), ('lyon', CURRENT_TIMESTAMP(), '1', 7)
            """);

        (await Pmpctl.RunAsync(_cloud.Configuration, "verify", "--rule", Unique)).ExitCode.Should().Be(ExitCodes.Succeeded);
        var ofLyon = await Pmpctl.RunAsync(_cloud.Configuration, "verify", "--rule", Unique, "--system", "lyon");

        ofLyon.ExitCode.Should().Be(ExitCodes.Found, ofLyon.Error);
        ofLyon.Output.Should().Contain("system_id lyon, snapshot_id 7");
    }

    [Fact]
    public async Task Verify_GapInPolling_GivesBothTimes()
    {
        var first = TimeProvider.System.GetUtcNow().AddHours(-2).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        var next = TimeProvider.System.GetUtcNow().AddHours(-1).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        await _cloud.QueryAsync($"""
            INSERT INTO {Velib.Status.Writer.Table} (ingest_ts, source, event_type, key, payload)
            VALUES ('{first}', 'velib', 't', 'k', JSON '1'), ('{next}', 'velib', 't', 'k', JSON '1')
            """);

        var run = await Pmpctl.RunAsync(_cloud.Configuration, "verify", "--rule", "polling_has_no_gaps");

        run.ExitCode.Should().Be(ExitCodes.Found, run.Error);
        run.Output.Should().Contain($"previous_ingest_ts {first}, ingest_ts {next}");
    }

    [Fact]
    public async Task Verify_UncheckableRule_ExitsWithThreeAndChecksTheOthers()
    {
        await _cloud.QueryAsync("DROP VIEW pmp_marts.gbfs_latest_state");
        await CollectAsync("""{"station_id":"16107"}""");
        var run = await Pmpctl.RunAsync(_cloud.Configuration, "verify");

        run.ExitCode.Should().Be(ExitCodes.Unavailable);
        run.Output.Should().Contain("unchecked latest_state_has_every_station").And.Contain($"holds     {Unique}");
    }

    [Fact]
    public async Task Verify_NothingCollectedYet_SaysSo()
    {
        var run = await Pmpctl.RunAsync(_cloud.Configuration, "verify", "--rule", "polling_is_not_silent");

        run.ExitCode.Should().Be(ExitCodes.Found);
        run.Output.Should().Contain("broken    polling_is_not_silent").And.Contain("last_ingest_ts NULL, events_of_two_days 0");
    }

    [Fact]
    public async Task Verify_FeedOddity_IsANoticeUnlessStrict()
    {
        for (var i = 0; i < 7; i++) await CollectAsync("");

        var usual = await Pmpctl.RunAsync(_cloud.Configuration, "verify", "--rule", "snapshots_have_stations");
        usual.ExitCode.Should().Be(ExitCodes.Succeeded);
        usual.Output.Should().Contain("notice    snapshots_have_stations").And.Contain("and 2 more");

        var strict = await Pmpctl.RunAsync(_cloud.Configuration, "verify", "--rule", "snapshots_have_stations", "--strict");
        strict.ExitCode.Should().Be(ExitCodes.Found);
        strict.Output.Should().Contain("broken    snapshots_have_stations");

        var json = (await Pmpctl.RunAsync(_cloud.Configuration, "verify", "--rule", "snapshots_have_stations", "-o", "json")).Json.AsArray().Single()!;
        ((string?)json["severity"]).Should().Be("notice");
        json["broken_by"]!.AsArray().Should().HaveCount(7);
    }

    [Fact]
    public async Task Verify_UnknownRule_ListsTheKnownOnes()
    {
        var run = await Pmpctl.RunAsync(_cloud.Configuration, "verify", "--rule", "all_is_well");

        run.ExitCode.Should().Be(ExitCodes.Misused);
        run.Error.Should().Contain("all_is_well").And.Contain(Unique);
    }

    private async Task CollectAsync(string stations) => await _cloud.QueryAsync($$$"""
        INSERT INTO {{{Velib.Status.Writer.Table}}} (ingest_ts, source, event_type, key, payload)
        VALUES (CURRENT_TIMESTAMP(), 'velib', 'station_status_snapshot', 'k', JSON '{"data":{"stations":[{{{stations}}}]}}')
        """);
}
