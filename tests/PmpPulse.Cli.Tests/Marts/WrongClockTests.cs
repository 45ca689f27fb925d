using PmpPulse.Cli.Tests.Support;
using PmpPulse.Contracts.Events;
using PmpPulse.Feeds.Gbfs;
using PmpPulse.Feeds.StationStatus;
using PmpPulse.GoogleCloud.BigQuery;
using PmpPulse.Testing;
using PmpPulse.Warehouse.Deployment;

namespace PmpPulse.Cli.Tests.Marts;

/// <summary>Feeds with wrong clocks or closed stations, from files through curation and writers to the marts.</summary>
public sealed class WrongClockTests : IAsyncLifetime
{
    private static readonly DateTimeOffset Collected = TimeProvider.System.GetUtcNow().AddMinutes(-10);

    private Cloud _cloud = null!;

    public async ValueTask InitializeAsync()
    {
        _cloud = await Cloud.StartAsync();
        await new MartDeployment(_cloud.Clients.BigQuery).ApplyAsync();
    }

    public ValueTask DisposeAsync() => _cloud.DisposeAsync();

    [Theory]
    [InlineData("F02-clock-back-1h", "1-station_status.json", "2-station_status.json", "clk")]
    [InlineData("F02-same-last-updated", "1-station_status.json", "2-station_status.json", "sl3")]
    public async Task Status_WithAWrongClock_IsTheLastCollected(string folder, string first, string second, string station)
    {
        await CurateAsync(folder, [first, second]);

        (await OneAsync($"SELECT num_bikes_available AS bikes FROM pmp_marts.velib_latest_state WHERE station_id = '{station}'")).GetInt64("bikes").Should().Be(20);
        (await OneAsync("SELECT total_bikes_available AS bikes FROM pmp_marts.velib_snapshot_totals ORDER BY ingest_ts DESC LIMIT 1")).GetInt64("bikes").Should().Be(20);
    }

    [Fact]
    public async Task Status_WithAClockIn2099_HasItsCollectionTime()
    {
        await CurateAsync("F03-event-time-2099", ["station_status.json"]);

        foreach (var sql in (string[])
                 [
                     "SELECT event_ts FROM pmp_marts.velib_latest_state", "SELECT event_ts FROM pmp_marts.velib_snapshot_totals",
                     "SELECT hour_ts AS event_ts FROM pmp_marts.velib_totals_hourly", "SELECT hour_ts AS event_ts FROM pmp_marts.velib_totals_hourly_paris",
                 ])
        {
            (await OneAsync(sql)).GetTimestamp("event_ts").Should().BeBefore(Collected.AddMinutes(1), sql);
        }

        var status = await Pmpctl.RunAsync(_cloud.Configuration, "status", "--output", "json");
        ((DateTimeOffset)status.Json["feeds"]!.AsArray().Single(feed => (string?)feed!["feed"] == Velib.Status.Id)!["last_event"]!).Should().BeBefore(Collected.AddMinutes(1));
    }

    [Fact]
    public async Task Totals_WithAClosedStation_CountUsableOnes()
    {
        await CurateAsync("F12-closed-in-totals", ["station_status.json"]);

        var totals = await OneAsync("SELECT empty_stations, full_stations, stations_reporting FROM pmp_marts.velib_snapshot_totals");
        (totals.GetInt64("empty_stations"), totals.GetInt64("full_stations"), totals.GetInt64("stations_reporting")).Should().Be((1, 0, 2));
    }

    [Theory]
    [InlineData("F01-info-future-clock", "fut", "NEW RIGHT")]
    [InlineData("F01-info-without-time", "lunone", "SECOND")]
    public async Task Information_WithAWrongClock_IsTheLastCollected(string folder, string station, string name)
    {
        await _cloud.StartInformationWriterAsync();
        await PublishAsync(folder, ["1-station_information.json", "2-station_information.json"], Velib.Information.Topic, SnapshotEvents.StationInformation);
        await _cloud.WaitForRowsAsync(2, $"SELECT DISTINCT ingest_ts FROM {Velib.Information.Writer.Table}");

        (await OneAsync($"SELECT name FROM pmp_marts.velib_station_information_latest WHERE station_id = '{station}'")).GetString("name").Should().Be(name);
    }

    private async Task CurateAsync(string folder, string[] files)
    {
        await _cloud.StartCurationAsync();
        await PublishAsync(folder, files, Velib.Status.Topic, SnapshotEvents.StationStatus);
        await _cloud.WaitForRowsAsync(files.Length, $"SELECT DISTINCT snapshot_id FROM {Velib.Curation.Table}");
    }

    /// <summary>Publishes as the collector does, a minute apart.</summary>
    private async Task PublishAsync(string folder, string[] files, string topic, string eventType)
    {
        var recorded = SharedData.Find($"cases/{folder}");
        Assert.SkipWhen(recorded is null, SharedData.SkipReason);
        for (var i = 0; i < files.Length; i++)
        {
            var payload = await File.ReadAllBytesAsync(Path.Combine(recorded, files[i]), TestContext.Current.CancellationToken);
            var eventTs = FeedHeaderReader.Read(payload, StationStatusFeed.List).Header!.PublishedAt;
            var envelope = new EventEnvelope(Collected.AddMinutes(i), eventTs, "velib", eventType, EventTypes.Key("velib", eventType), payload);
            await _cloud.PublishAsync(topic, EventEnvelopeWriter.ToBytes(envelope).ToArray(), envelope.Key);
        }
    }

    private async Task<BigQueryRow> OneAsync(string sql) => (await _cloud.QueryAsync(sql)).Should().ContainSingle(sql).Subject;
}
