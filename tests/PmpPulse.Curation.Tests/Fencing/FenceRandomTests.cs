using System.Globalization;
using CsCheck;
using PmpPulse.Contracts.Events;
using PmpPulse.Curation.Deduplicate;
using PmpPulse.Curation.ParseNormalize;
using PmpPulse.Curation.Tests.Support;
using PmpPulse.Curation.ValidateRow;
using PmpPulse.Testing;
using static PmpPulse.Curation.Tests.Support.FakeWarehouse;

namespace PmpPulse.Curation.Tests.Fencing;

/// <summary>
/// Whatever the order, the copies, the worker that gets a delivery and the faults there: once every delivery is acknowledged, the table
/// holds each row of each snapshot, and each replayed row, exactly once.
/// </summary>
public sealed class FenceRandomTests
{
    [Fact]
    public async Task Write_ShuffledCopiesOverFaultyWorkers_ProducesTheSameSet() => await Gen.Int.SampleAsync(async seed =>
    {
        var random = new Random(seed);
        var warehouse = new FakeWarehouse();
        var workers = Enumerable.Range(0, random.Next(1, 4)).Select(_ => new Worker(warehouse, Faults(random.Next()), null, TimeSpan.FromMilliseconds(10))).ToArray();
        foreach (var worker in workers) await worker.StartAsync();

        var snapshots = Enumerable.Range(0, random.Next(1, 12)).Select(number => FenceTests.Snapshot(number, eventTs: Old(random))).ToArray();
        var replays = snapshots.Where(_ => random.Next(2) == 0).Select(snapshot => ReplayOf(snapshot, random)).ToArray();
        var all = snapshots.Concat(replays).ToArray();
        var deliveries = all.Concat(all.Where(_ => random.Next(3) == 0)).OrderBy(_ => random.Next()).ToArray();
        using var limit = new CancellationTokenSource(Eventually.Timeout);
        await Task.WhenAll(deliveries.Select((snapshot, index) => DeliverAsync(snapshot, workers, new Random(seed + index), limit.Token)));

        foreach (var worker in workers)
        {
            worker.Connection.ArriveLate();
            await worker.DisposeAsync();
        }

        var expected = all.SelectMany(message => DecodedRow.Decode(message.Rows!)).Select(row => row.ToString()).Distinct();
        warehouse.Rows.Select(row => row.ToString()).Should().BeEquivalentTo(expected, "with seed {0}", seed);
    }, iter: 150, threads: 2);

    /// <summary>Some of a snapshot's stations again, and one that was bad before.</summary>
    private static CuratedMessage ReplayOf(CuratedMessage snapshot, Random random)
    {
        var raw = DecodedRow.Decode(snapshot.Rows!).Select(row => row.Text("raw_station_json")!).Where(_ => random.Next(2) == 0).ToList();
        if (random.Next(2) == 0 || raw.Count == 0) raw.Add($$"""{"station_id":"fixed{{random.Next(2)}}"}""");
        var envelope = snapshot.Envelope!;
        var attributes = new Dictionary<string, string> { [MessageAttributes.SnapshotId] = snapshot.Snapshot!.Value.SnapshotId.ToString(CultureInfo.InvariantCulture) };
        return StatusFeed.Curator().Curate(new SourceMessage("replay", Messages.Envelope(Messages.Feed([.. raw]), envelope.EventTs, ingestTs: envelope.IngestTs)) { Attributes = attributes });
    }

    private static DateTimeOffset Old(Random random) => FenceTests.Midnight().AddDays(-random.Next(3) * 20);

    private static async Task DeliverAsync(CuratedMessage snapshot, Worker[] workers, Random random, CancellationToken limit)
    {
        while (true)
        {
            if (random.Next(3) == 0) await Task.Delay(random.Next(5), limit);
            // another worker's late append may arrive at any time
            if (random.Next(4) == 0) workers[random.Next(workers.Length)].Connection.ArriveLate();
            if (await workers[random.Next(workers.Length)].WriteAsync(snapshot, limit) != WriteResult.NotWritten) return;
        }
    }

    private static Func<Operation, Fault> Faults(int seed)
    {
        var random = new Random(seed);
        return operation =>
        {
            lock (random)
            {
                return random.Next(operation == Operation.Append ? 20 : 30) switch
                {
                    0 => Fault.NotDone,
                    1 => Fault.DoneButLost,
                    2 when operation == Operation.Append => Fault.Late,
                    3 when operation == Operation.Append => Fault.Busy,
                    4 when operation == Operation.Append => Fault.Refused,
                    _ => Fault.None,
                };
            }
        };
    }
}
