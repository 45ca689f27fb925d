using CsCheck;
using Microsoft.Extensions.Logging.Abstractions;
using PmpPulse.Curation.DeadLetters;
using PmpPulse.Curation.ParseNormalize;
using PmpPulse.Curation.Pipeline;
using PmpPulse.Curation.Tests.Support;
using PmpPulse.Testing;
using static PmpPulse.Curation.Tests.Support.FakeWarehouse;

namespace PmpPulse.Curation.Tests.Engines;

/// <summary>
/// Whatever the order, the copies, the worker that gets a delivery and the faults there: the set of curated rows (without
/// <c>ingest_ts</c>) and the identities of the dead letters depend only on the messages published.
/// </summary>
public sealed class AnyDeliveryTests
{
    private static readonly string[] Keys = ["velib:station_status_snapshot", "drill-1:station_status_snapshot", "drill-2:station_status_snapshot"];

    [Fact]
    public async Task Handle_AnyShuffleCopiesAndSplit_ProducesTheSameSets()
    {
        var (rows, dead, repeated) = (0, 0, 0);
        await Gen.Int.SampleAsync(async seed =>
        {
            var random = new Random(seed);
            var published = Publish(random);
            var (expectedRows, expectedDead) = Reference(published);
            Interlocked.Add(ref rows, expectedRows.Count);
            Interlocked.Add(ref dead, expectedDead.Count);

            var warehouse = new FakeWarehouse();
            var workers = Enumerable.Range(0, random.Next(1, 4)).Select(_ => new Worker(warehouse, Faults(random.Next()), null, TimeSpan.FromMilliseconds(10))).ToArray();
            foreach (var worker in workers) await worker.StartAsync();
            var pipelines = workers.Select(worker => new CurationPipeline(StatusFeed.Feed, worker.Writer, worker.Connection, TimeProvider.System, NullLogger<CurationPipeline>.Instance)).ToArray();
            var copies = published.Where(_ => random.Next(3) == 0).ToArray();
            Interlocked.Add(ref repeated, copies.Length);
            var deliveries = published.Concat(copies).OrderBy(_ => random.Next()).ToArray();
            using var limit = new CancellationTokenSource(Eventually.Timeout);
            await Task.WhenAll(deliveries.Select((message, index) => DeliverAsync(message, pipelines, workers, new Random(seed + index), limit.Token)));
            foreach (var worker in workers)
            {
                worker.Connection.ArriveLate();
                await worker.DisposeAsync();
            }

            warehouse.Rows.Select(row => row.ToString()).Should().BeEquivalentTo(expectedRows, "with seed {0}", seed);
            warehouse.DeadLetters.Select(Identity).Distinct().Should().BeEquivalentTo(expectedDead, "with seed {0}", seed);
        }, iter: 100, threads: 2);

        rows.Should().BeGreaterThan(200, "an empty test proves nothing");
        dead.Should().BeGreaterThan(100);
        repeated.Should().BeGreaterThan(100);
    }

    /// <summary>
    /// Messages with several keys, few event times, bad and repeated stations, and broken bytes. Some were polled again later (the same
    /// snapshot in another message); some are another system's and must not be curated.
    /// </summary>
    private static List<SourceMessage> Publish(Random random)
    {
        var now = TimeProvider.System.GetUtcNow();
        var midnight = new DateTimeOffset(now.UtcDateTime.Date, TimeSpan.Zero);
        var published = new List<SourceMessage>();
        var count = random.Next(1, 14);
        while (published.Count < count)
        {
            var feed = new FeedGenerator(random).Feed();
            if (random.Next(10) == 0) published.Add(new SourceMessage($"m{published.Count}", Messages.OfSystem("lyon", feed)));
            var key = Keys[random.Next(Keys.Length)];
            var eventTs = midnight.AddDays(-20 * random.Next(2)).AddSeconds(random.Next(3));
            var ingestTs = random.Next(2) == 0 ? now : eventTs.AddSeconds(20);
            var bytes = Messages.Envelope(feed, eventTs, key, ingestTs);
            published.Add(new SourceMessage($"m{published.Count}", random.Next(8) == 0 ? ByteMutator.Mutate(random, bytes) : bytes));
            if (random.Next(4) == 0) published.Add(new SourceMessage($"m{published.Count}", Messages.Envelope(feed, eventTs, key, ingestTs.AddSeconds(60))));
        }

        return published;
    }

    /// <summary>The expected result, computed from the messages one by one with the reference readers.</summary>
    private static (HashSet<string> Rows, HashSet<string> DeadLetters) Reference(List<SourceMessage> published)
    {
        var rows = new Dictionary<(long, string), string>();
        var dead = new HashSet<string>();
        foreach (var curated in published.Select(message => StatusFeed.Curator().CurateByReference(message)))
        {
            dead.UnionWith(curated.DeadLetters.Select(Identity));
            if (curated.Rows is null) continue;
            foreach (var row in DecodedRow.Decode(curated.Rows)) rows.TryAdd((row.SnapshotId, row.StationId), row.ToString());
        }

        return ([.. rows.Values], dead);
    }

    private static string Identity(DeadLetter dead) => $"{dead.MessageId}/{dead.Stage}/{dead.ElementId}: {dead.ErrorType}";

    private static async Task DeliverAsync(SourceMessage message, CurationPipeline[] pipelines, Worker[] workers, Random random, CancellationToken limit)
    {
        while (true)
        {
            if (random.Next(3) == 0) await Task.Delay(random.Next(5), limit);
            if (random.Next(4) == 0) workers[random.Next(workers.Length)].Connection.ArriveLate();
            if (await pipelines[random.Next(pipelines.Length)].HandleAsync(message, null, limit) != MessageOutcome.Failed) return;
        }
    }

    private static Func<Operation, Fault> Faults(int seed)
    {
        var random = new Random(seed);
        return operation =>
        {
            lock (random)
            {
                return random.Next(25) switch
                {
                    0 => Fault.NotDone,
                    1 => Fault.DoneButLost,
                    2 when operation == Operation.Append => Fault.Late,
                    3 when operation == Operation.Append => Fault.Busy,
                    _ => Fault.None,
                };
            }
        };
    }
}
