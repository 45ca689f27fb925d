using CsCheck;
using PmpPulse.Curation.Fencing;
using PmpPulse.Curation.Stages;
using PmpPulse.Curation.Tests.Support;
using static PmpPulse.Curation.Tests.Support.FakeWarehouse;

namespace PmpPulse.Curation.Tests.Fencing;

/// <summary>
/// Whatever the order, the copies, the worker each delivery meets and the faults it meets there: once every delivery is acknowledged,
/// the table holds each snapshot once.
/// </summary>
public sealed class FenceRandomTests
{
    [Fact]
    public async Task Write_ShuffledCopiesOverFaultyWorkers_GivesTheSameSet() => await Gen.Int.SampleAsync(async seed =>
    {
        var random = new Random(seed);
        var warehouse = new FakeWarehouse();
        var workers = Enumerable.Range(0, random.Next(1, 4)).Select(_ => new Worker(warehouse, Faults(random.Next()), null, TimeSpan.FromMilliseconds(10))).ToArray();
        foreach (var worker in workers) await worker.StartAsync();

        var snapshots = Enumerable.Range(0, random.Next(1, 12)).Select(number => FenceTests.Snapshot(number, eventTs: Old(random))).ToArray();
        var deliveries = snapshots.Concat(snapshots.Where(_ => random.Next(3) == 0)).OrderBy(_ => random.Next()).ToArray();
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        await Task.WhenAll(deliveries.Select((snapshot, index) => DeliverAsync(snapshot, workers, new Random(seed + index), limit.Token)));

        foreach (var worker in workers)
        {
            worker.Connection.ArriveLate();
            await worker.DisposeAsync();
        }

        var expected = snapshots.SelectMany(snapshot => DecodedRow.Decode(snapshot.Rows!)).Select(row => row.ToString());
        warehouse.Rows.Select(row => row.ToString()).Should().BeEquivalentTo(expected, "with seed {0}", seed);
    }, iter: 150, threads: 2);

    private static DateTimeOffset Old(Random random) => FenceTests.Midnight().AddDays(-random.Next(3) * 20);

    private static async Task DeliverAsync(CuratedMessage snapshot, Worker[] workers, Random random, CancellationToken limit)
    {
        while (true)
        {
            if (random.Next(3) == 0) await Task.Delay(random.Next(5), limit);
            // somebody else's late append may arrive at any time
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
