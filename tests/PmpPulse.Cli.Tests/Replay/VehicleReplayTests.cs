using System.Text;
using PmpPulse.Cli.Replay;
using PmpPulse.Cli.Tests.Support;
using PmpPulse.Contracts.Events;
using PmpPulse.Contracts.Topology;
using PmpPulse.Testing;

namespace PmpPulse.Cli.Tests.Replay;

/// <summary>A feed of vehicles instead of stations: its dead letters and raw table, replayed through its own curation and writer.</summary>
[Trait("Category", "Slow")]
public sealed class VehicleReplayTests : IAsyncLifetime
{
    private static readonly FeedTopology Feed = Velib.Vehicles;
    private static readonly string Key = EventTypes.Key(Feed.System, Feed.EventType);
    private static readonly string Rows = $"SELECT * FROM {Feed.CuratedTable}";
    private static readonly string Distinct = $"SELECT DISTINCT snapshot_id, vehicle_id FROM {Feed.CuratedTable}";
    private static readonly string Raw = $"SELECT * FROM {Feed.Writer.Table}";
    private static readonly string DeadLetters = $"SELECT DISTINCT message_id, stage, vehicle_id FROM {Feed.Curation!.DeadLetterTable}";

    private readonly DateTimeOffset _eventTs = TimeProvider.System.GetUtcNow().AddMinutes(-3);
    private Cloud _cloud = null!;

    public async ValueTask InitializeAsync()
    {
        _cloud = await Cloud.StartAsync();
        await _cloud.StartWriterAsync(Feed);
        await _cloud.StartCurationAsync(Feed);
    }

    public ValueTask DisposeAsync() => _cloud.DisposeAsync();

    [Fact]
    public async Task Raw_MissingRows_AreRestoredOnceAndOthersStay()
    {
        byte[][] snapshots = [Snapshot(0, Vehicle("a"), Vehicle("b")), Snapshot(1, Vehicle("a"), Vehicle("c"))];
        // each delivered twice
        foreach (var snapshot in snapshots.Concat(snapshots)) await _cloud.PublishAsync(Feed.Topic, snapshot, Key);
        await _cloud.WaitForRowsAsync(4, Raw);
        await _cloud.WaitForRowsAsync(4, Distinct);
        await _cloud.QueryAsync($"DELETE FROM {Feed.CuratedTable} WHERE vehicle_id = 'a'");

        for (var run = 0; run < 2; run++)
        {
            var report = await ReplayAsync(options => options with { Source = ReplaySource.Raw, Since = _eventTs.AddHours(-1) });
            (report.Pulled, report.Replayed).Should().Be((2, 2));
            await _cloud.WaitForRowsAsync(4, Distinct);
        }

        await _cloud.PublishAsync(Feed.Topic, Snapshot(2, Vehicle("last")), Key);
        await _cloud.WaitForRowsAsync(1, $"{Rows} WHERE vehicle_id = 'last'");
        (await _cloud.CountAsync(Rows)).Should().Be(5, "messages published after the replays are curated after them, without duplicates");
    }

    [Fact]
    public async Task CuratedDlq_PermanentlyBadVehicle_IsParkedOnceUnderItsElement()
    {
        await _cloud.PublishAsync(Feed.Topic, Snapshot(0, Vehicle("a"), Vehicle("a").Replace("48.85", "48.86", StringComparison.Ordinal), """{"vehicle_id":2.5}"""), Key);
        await _cloud.WaitForRowsAsync(1, Rows);
        await _cloud.WaitForRowsAsync(2, DeadLetters);

        var first = await ReplayAsync(options => options);
        (first.Replayed, first.Skipped).Should().Be((1, 1), "the other report of 'a' is already in the curated table");
        await _cloud.WaitForRowsAsync(1, $"SELECT * FROM {Feed.Curation!.DeadLetterTable} WHERE JSON_VALUE(event_meta, '$.replay_count') = '1'");
        (await ReplayAsync(options => options with { MaxReplays = 1 })).Parked.Should().Be(1);
        (await ReplayAsync(options => options with { MaxReplays = 1 })).Parked.Should().Be(0, "a message is parked only once");

        await _cloud.WaitForRowsAsync(1, $"SELECT * FROM {SharedNames.ParkedDeadLetters} WHERE JSON_VALUE(attributes, '$.element_id') IS NOT NULL");
        (await _cloud.CountAsync(Rows)).Should().Be(1);
    }

    private byte[] Snapshot(int minute, params string[] vehicles)
    {
        var eventTs = _eventTs.AddMinutes(minute);
        var payload = Encoding.UTF8.GetBytes($$$"""{"data":{"vehicles":[{{{string.Join(',', vehicles)}}}]}}""");
        return EventEnvelopeWriter.ToBytes(new EventEnvelope(eventTs.AddSeconds(20), eventTs, Feed.System, Feed.EventType, Key, payload)).ToArray();
    }

    private static string Vehicle(string id) => $$"""{"vehicle_id":"{{id}}","lat":48.85,"lon":2.35,"is_reserved":false,"is_disabled":false}""";

    private Task<ReplayReport> ReplayAsync(Func<ReplayOptions, ReplayOptions> change)
    {
        var options = new ReplayOptions { SystemId = Feed.System, Source = ReplaySource.CuratedDlq, Feed = Feed, Qps = 100 };
        return new Replayer(_cloud.Clients, change(options), TimeProvider.System).RunAsync(new Progress<string>(), TestContext.Current.CancellationToken);
    }
}
