using PmpPulse.Contracts.Topology;
using PmpPulse.Feeds;
using PmpPulse.GoogleCloud.Scheduler;

namespace PmpPulse.Local.Demo;

/// <summary>Polls a bounded number of times and waits until everything that was published has arrived.</summary>
internal sealed class DemoRun(LocalSystem system, LocalOptions options, Throughput throughput, TimeProvider clock, IProgress<string> progress)
{
    private static readonly TimeSpan CheckInterval = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan PollTimeout = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan ArrivalTimeout = TimeSpan.FromSeconds(30);

    private readonly IReadOnlyList<FeedTopology> _polled = [.. system.Served.Where(feed => feed.Schedule.IsEveryMinute)];
    private readonly IReadOnlyList<FeedTopology> _daily = [.. system.Served.Where(feed => !feed.Schedule.IsEveryMinute)];

    /// <summary>Runs to the end; the second value names what did not arrive, and is empty when all did.</summary>
    public async Task<(DemoReport Report, IReadOnlyList<string> Missing)> RunAsync(FeedSource source, CancellationToken cancellationToken)
    {
        var started = clock.GetTimestamp();
        foreach (var polled in _polled)
        {
            // an earlier run in the same directory left it paused, and a paused job can't be paused
            if (await system.Clients.Scheduler.FindAsync(polled.Schedule.Job, cancellationToken) is { State: "PAUSED" }) continue;
            await system.Clients.Scheduler.PauseAsync(polled.Schedule.Job, cancellationToken);
        }

        foreach (var daily in _daily)
        {
            await PollAsync(daily, 1, cancellationToken);
            progress.Report($"{daily.Id}{Outcome(daily, 0)}");
        }

        for (var poll = 1; poll <= options.Polls; poll++)
        {
            var due = clock.GetTimestamp();
            var failedBefore = _polled.ToDictionary(polled => polled, polled => Polls(polled, Instruments.Failed));
            foreach (var polled in _polled) await PollAsync(polled, poll, cancellationToken);
            progress.Report($"poll {poll} of {options.Polls}{string.Concat(_polled.Select(polled => Outcome(polled, failedBefore[polled])).Distinct())}");
            var rest = options.Poll - clock.GetElapsedTime(due);
            if (poll < options.Polls && rest > TimeSpan.Zero)
            {
                await Task.Delay(rest, clock, cancellationToken);
            }
        }

        foreach (var empty in EmptyLists()) progress.Report(empty);
        progress.Report("waiting for the last rows");
        return await WaitForArrivalAsync(source, started, cancellationToken);
    }

    private long Polls(FeedTopology feed, params ReadOnlySpan<(string Tag, string Value)> outcome) =>
        throughput.Total(Instruments.Polls, [Instruments.Of(feed), .. outcome]);

    private string Outcome(FeedTopology feed, long failedBefore) => Polls(feed, Instruments.Failed) > failedBefore ? ": failed" : string.Empty;

    private async Task PollAsync(FeedTopology feed, int expected, CancellationToken cancellationToken)
    {
        var job = feed.Schedule.Job;
        await system.Clients.Scheduler.RunAsync(job, cancellationToken);
        var asked = clock.GetTimestamp();
        while (Polls(feed) < expected)
        {
            if (clock.GetElapsedTime(asked) > PollTimeout)
            {
                SchedulerJob? state = await system.Clients.Scheduler.FindAsync(job, cancellationToken);
                throw new DemoFailedException($"Poll {expected} by {job} did not end within {PollTimeout.TotalSeconds:0} s; Scheduler says {state?.Status?.Message ?? "nothing"}");
            }

            await Task.Delay(CheckInterval, clock, cancellationToken);
        }
    }

    private async Task<(DemoReport Report, IReadOnlyList<string> Missing)> WaitForArrivalAsync(FeedSource source, long started, CancellationToken cancellationToken)
    {
        var counts = new WarehouseCounts(system.Clients.BigQuery, system.Served, source.SystemId);
        var waiting = clock.GetTimestamp();
        while (true)
        {
            // before the counts, which include everything curated by now
            var curated = throughput.Total(Instruments.CurationMessages) - throughput.Total(Instruments.CurationMessages, Instruments.Failed);
            var report = (await counts.ReadAsync(cancellationToken)) with
            {
                Feed = source.Name,
                Polls = _polled.Sum(polled => Polls(polled)),
                MessagesPublished = throughput.Total(Instruments.Polls, Instruments.Published),
                DuplicateSnapshotsDropped = throughput.Total(Instruments.DuplicateSnapshots),
                LatencyMs = new LatencyPercentiles(Milliseconds(0.50), Milliseconds(0.99)),
                WallS = Math.Round(clock.GetElapsedTime(started).TotalSeconds, 3),
            };
            var missing = Missing(report, curated);
            if (missing.Count == 0 || clock.GetElapsedTime(waiting) > ArrivalTimeout)
            {
                return (report, [.. FailedPolls(), .. missing]);
            }

            await Task.Delay(CheckInterval * 4, clock, cancellationToken);
        }
    }

    private List<string> Missing(DemoReport report, long curated)
    {
        var missing = new List<string>();
        void Expect(bool arrived, string what)
        {
            if (!arrived)
            {
                missing.Add(what);
            }
        }

        var status = _polled.Sum(feed => Polls(feed, Instruments.Published));
        Expect(report.RawRows >= status, $"raw rows: {report.RawRows} of {status} published snapshots");
        Expect(_polled.All(IsEmpty) || report.CuratedRows > 0, $"curated rows: not one, of {status} published snapshots{(report.DlqRows > 0 ? $"; {report.DlqRows} dead letters say why" : "")}");
        Expect(_daily.All(IsEmpty) || report.InformationRows > 0, "information rows: not one");
        Expect(curated >= status, $"curation: {curated} of {status} published snapshots");
        Expect(report.CuratedRows == report.CuratedDistinct, $"rows that are there once: {report.CuratedDistinct} of {report.CuratedRows}");
        return missing;
    }

    /// <summary>Feeds that published nothing, so that there is nothing to wait for.</summary>
    private IEnumerable<string> FailedPolls() => system.Served
        .Where(feed => Polls(feed, Instruments.Failed) > 0)
        .Select(feed => $"{feed.Id}: {Polls(feed, Instruments.Failed)} of {Polls(feed)} polls failed, the reason is in the log");

    /// <summary>Whether no rows of a feed are expected: nothing was published, or all its lists were empty.</summary>
    private bool IsEmpty(FeedTopology feed) => throughput.Total(Instruments.Elements, Instruments.Of(feed)) == 0;

    /// <summary>Sentences about published feeds whose lists were empty.</summary>
    private IEnumerable<string> EmptyLists() => system.Served
        .Where(feed => Polls(feed, Instruments.Published) > 0 && IsEmpty(feed))
        .Select(feed => $"{feed.Id} lists no {Feed.Named(feed.Kind).List.Name}: no rows of it are to arrive.");

    private double? Milliseconds(double percentile) =>
        throughput.Latency(percentile) is { } latency ? Math.Round(latency.TotalMilliseconds, 1) : null;
}

/// <summary>The bounded run could not continue; the message says why.</summary>
internal sealed class DemoFailedException(string message) : Exception(message);
