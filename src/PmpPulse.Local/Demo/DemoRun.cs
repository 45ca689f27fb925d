using PmpPulse.Contracts;
using PmpPulse.GoogleCloud.Scheduler;

namespace PmpPulse.Local.Demo;

/// <summary>Polls a bounded number of times and waits until everything that was published has arrived.</summary>
internal sealed class DemoRun(LocalSystem system, LocalOptions options, Throughput throughput, TimeProvider clock, IProgress<string> progress)
{
    private static readonly TimeSpan Glance = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan PollPatience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan ArrivalPatience = TimeSpan.FromSeconds(30);

    private long StatusPolls => throughput.Total(Instruments.Polls, Instruments.OfStatus);

    private long InformationPolls => throughput.Total(Instruments.Polls, Instruments.OfInformation);

    /// <summary>Runs to the end; the second value names what did not arrive, and is empty when all did.</summary>
    public async Task<(DemoReport Report, IReadOnlyList<string> Missing)> RunAsync(FeedSource feed, CancellationToken cancellationToken)
    {
        var started = clock.GetTimestamp();
        // an earlier run in the same directory left it paused, and what is paused can't be paused
        if (await system.Clients.Scheduler.FindAsync(ResourceNames.SchedulerJobs.StatusPoll, cancellationToken) is not { State: "PAUSED" })
        {
            await system.Clients.Scheduler.PauseAsync(ResourceNames.SchedulerJobs.StatusPoll, cancellationToken);
        }

        if (feed.HasInformation)
        {
            await PollAsync(ResourceNames.SchedulerJobs.StationInfoDaily, () => InformationPolls, 1, cancellationToken);
            progress.Report($"station information{Outcome(Instruments.OfInformation, 0)}");
        }

        for (var poll = 1; poll <= options.Polls; poll++)
        {
            var due = clock.GetTimestamp();
            var failedBefore = throughput.Total(Instruments.Polls, Instruments.OfStatus, Instruments.Failed);
            await PollAsync(ResourceNames.SchedulerJobs.StatusPoll, () => StatusPolls, poll, cancellationToken);
            progress.Report($"poll {poll} of {options.Polls}{Outcome(Instruments.OfStatus, failedBefore)}");
            var rest = options.Poll - clock.GetElapsedTime(due);
            if (poll < options.Polls && rest > TimeSpan.Zero)
            {
                await Task.Delay(rest, clock, cancellationToken);
            }
        }

        progress.Report("waiting for the last rows");
        return await WaitForArrivalAsync(feed, started, cancellationToken);
    }

    private string Outcome((string Tag, string Value) feed, long failedBefore) =>
        throughput.Total(Instruments.Polls, feed, Instruments.Failed) > failedBefore ? ": failed" : string.Empty;

    private async Task PollAsync(string job, Func<long> polls, int expected, CancellationToken cancellationToken)
    {
        await system.Clients.Scheduler.RunAsync(job, cancellationToken);
        var asked = clock.GetTimestamp();
        while (polls() < expected)
        {
            if (clock.GetElapsedTime(asked) > PollPatience)
            {
                SchedulerJob? state = await system.Clients.Scheduler.FindAsync(job, cancellationToken);
                throw new DemoFailedException($"Poll {expected} by {job} did not end within {PollPatience.TotalSeconds:0} s; Scheduler says {state?.Status?.Message ?? "nothing"}");
            }

            await Task.Delay(Glance, clock, cancellationToken);
        }
    }

    private async Task<(DemoReport Report, IReadOnlyList<string> Missing)> WaitForArrivalAsync(FeedSource feed, long started, CancellationToken cancellationToken)
    {
        var counts = new WarehouseCounts(system.Clients.BigQuery, feed.SystemId);
        var waiting = clock.GetTimestamp();
        while (true)
        {
            // before the counts: what is curated by now is in them
            var curated = throughput.Total(Instruments.CurationMessages) - throughput.Total(Instruments.CurationMessages, Instruments.Failed);
            var report = (await counts.ReadAsync(cancellationToken)) with
            {
                Feed = feed.Name,
                Polls = StatusPolls,
                MessagesPublished = throughput.Total(Instruments.Polls, Instruments.Published),
                DuplicateSnapshotsDropped = throughput.Total(Instruments.DuplicateSnapshots),
                LatencyMs = new LatencyPercentiles(Milliseconds(0.50), Milliseconds(0.99)),
                WallS = Math.Round(clock.GetElapsedTime(started).TotalSeconds, 3),
            };
            var missing = Missing(report, curated);
            if (missing.Count == 0 || clock.GetElapsedTime(waiting) > ArrivalPatience)
            {
                return (report, [.. FailedPolls(), .. missing]);
            }

            await Task.Delay(Glance * 4, clock, cancellationToken);
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

        var status = throughput.Total(Instruments.Polls, Instruments.OfStatus, Instruments.Published);
        var information = throughput.Total(Instruments.Polls, Instruments.OfInformation, Instruments.Published);
        Expect(report.RawRows >= status, $"raw rows: {report.RawRows} of {status} published snapshots");
        Expect(status == 0 || report.CuratedRows > 0, $"stations: not one of {status} published snapshots{(report.DlqRows > 0 ? $"; {report.DlqRows} dead letters say why" : "")}");
        Expect(information == 0 || report.InformationRows > 0, "station information: no rows");
        Expect(curated >= status, $"curation: {curated} of {status} published snapshots");
        Expect(report.CuratedRows == report.CuratedDistinct, $"rows that are there once: {report.CuratedDistinct} of {report.CuratedRows}");
        return missing;
    }

    /// <summary>What never was published, so that there is nothing to wait for.</summary>
    private IEnumerable<string> FailedPolls()
    {
        var status = throughput.Total(Instruments.Polls, Instruments.OfStatus, Instruments.Failed);
        var information = throughput.Total(Instruments.Polls, Instruments.OfInformation, Instruments.Failed);
        if (status > 0)
        {
            yield return $"station status: {status} of {StatusPolls} polls failed, the reason is in the log";
        }

        if (information > 0)
        {
            yield return "station information: the poll failed, the reason is in the log";
        }
    }

    private double? Milliseconds(double percentile) =>
        throughput.Latency(percentile) is { } latency ? Math.Round(latency.TotalMilliseconds, 1) : null;
}

/// <summary>The bounded run could not go on; the message says why.</summary>
internal sealed class DemoFailedException(string message) : Exception(message);
