using PmpPulse.Curation.ParseNormalize;
using PmpPulse.Curation.Tests.Stages;
using PmpPulse.Curation.Tests.Support;

namespace PmpPulse.Curation.Tests.Engines;

public sealed class TwoWorkersTests
{
    [Fact]
    public async Task Workers_ContendingForOneSubscription_WriteEachRowOnce()
    {
        await using var cloud = await Cloud.StartAsync();
        await cloud.StartCurationAsync("--ENGINE=worker");
        await cloud.StartCurationAsync("--ENGINE=worker");
        var now = TimeProvider.System.GetUtcNow();
        var expected = new HashSet<string>();
        for (var number = 0; number < 60; number++)
        {
            var key = $"city{number % 6}:station_status_snapshot";
            var feed = Messages.Feed(Enumerable.Range(0, 5).Select(id => $$"""{"station_id":{{id}},"num_bikes_available":{{number}}}""").ToArray());
            var message = Messages.Envelope(feed, now.AddMinutes(-number), key, now);
            foreach (var row in DecodedRow.Decode(StatusFeed.Curator().Curate(new SourceMessage("m", message)).Rows!)) expected.Add($"{row.SnapshotId}/{row.StationId}");
            await cloud.PublishAsync(message, key);
            if (number % 3 == 0) await cloud.PublishAsync(message, key);
        }

        await cloud.WaitForRowsAsync(expected.Count, "SELECT DISTINCT snapshot_id, station_id FROM pmp_curated.velib_station_status");
        var rows = await cloud.QueryAsync("SELECT snapshot_id, station_id FROM pmp_curated.velib_station_status");
        rows.Select(row => $"{row.GetInt64("snapshot_id")}/{row.GetString("station_id")}").Should().BeEquivalentTo(expected);
    }

    [Fact]
    public async Task Worker_AfterAnother_LoadsWrittenSnapshots()
    {
        await using var cloud = await Cloud.StartAsync();
        var old = Messages.Envelope(Messages.Feed(CuratorTests.Velib), Messages.EventTs, ingestTs: Messages.EventTs.AddSeconds(10));
        var recent = Messages.Envelope(Messages.Feed(CuratorTests.Velib), TimeProvider.System.GetUtcNow(), ingestTs: TimeProvider.System.GetUtcNow());
        var first = await cloud.StartCurationAsync("--ENGINE=worker");
        await cloud.PublishAsync(old);
        await cloud.PublishAsync(recent);
        await cloud.WaitForRowsAsync(2, "SELECT 1 AS one FROM pmp_curated.velib_station_status");
        await first.StopAsync();

        await cloud.StartCurationAsync("--ENGINE=worker");
        await cloud.PublishAsync(old);
        await cloud.PublishAsync(recent);
        await cloud.PublishAsync("end"u8.ToArray());
        await cloud.WaitForRowsAsync(1, "SELECT 1 AS one FROM pmp_ops.velib_station_status_curated_dlq");
        (await cloud.CountAsync("SELECT 1 AS one FROM pmp_curated.velib_station_status")).Should().Be(2, "one is in memory, the other is queried");
    }
}
