using PmpPulse.Cli.Replay.Hold;
using PmpPulse.Cli.Replay.Tables;
using PmpPulse.Contracts;
using PmpPulse.GoogleCloud;

namespace PmpPulse.Cli.Replay;

/// <summary>Runs a replay from its source.</summary>
internal sealed class Replayer(GoogleCloudClients clients, ReplayOptions options, TimeProvider clock)
{
    /// <summary>
    /// Replays until there is nothing left, <see cref="ReplayOptions.MaxMessages"/> were looked at, or it is cancelled; then it stops
    /// cleanly.
    /// </summary>
    public async Task<ReplayReport> RunAsync(IProgress<string> progress, CancellationToken cancellationToken)
    {
        var started = clock.GetTimestamp();
        await using var parked = new ParkedTable(clients.StorageWrite, clock);
        await using var republisher = new Republisher(clients.PubSub, new ReplayPace(options.Qps, clock));
        var report = options.Source switch
        {
            ReplaySource.CuratedDlq => await ReplayTableAsync(
                "curated-dlq", options.Feed.Curation!.DeadLetterTable, new CuratedDeadLetters(clients.BigQuery, options, clock).ReadAsync(cancellationToken),
                parked, republisher, progress, cancellationToken),
            ReplaySource.Raw => await ReplayTableAsync(
                "raw", options.Feed.Writer.Table, new RawSnapshots(clients.BigQuery, options, clock).ReadAsync(cancellationToken),
                parked, republisher, progress, cancellationToken),
            _ => await ReplayHoldAsync(parked, republisher, progress, cancellationToken),
        };
        return report with { Seconds = Math.Round(clock.GetElapsedTime(started).TotalSeconds, 1) };
    }

    private async Task<ReplayReport> ReplayHoldAsync(
        ParkedTable parked, Republisher republisher, IProgress<string> progress, CancellationToken cancellationToken)
    {
        var tallies = new List<ReplayTally>();
        string? stopped = null;
        foreach (var feed in options.Paths)
        {
            var tally = new ReplayTally(feed.DeadLetters.HoldSubscription, feed.Topic);
            var budget = options.MaxMessages - tallies.Sum(earlier => earlier.Count);
            tallies.Add(tally);
            stopped = await new HoldReplay(clients.PubSub, parked, republisher, options, clock).RunAsync(feed, budget, tally, progress, cancellationToken);
            if (stopped is not null) break;
        }

        return Report("hold", tallies, stopped);
    }

    private async Task<ReplayReport> ReplayTableAsync(
        string source, TableName table, IAsyncEnumerable<TableCandidate> candidates, ParkedTable parked, Republisher republisher,
        IProgress<string> progress, CancellationToken cancellationToken)
    {
        var topic = options.Feed.Topic;
        var tally = new ReplayTally(table.ToString(), topic);
        var (stopped, nextSince) = await new TableReplay(parked, republisher, options, topic).RunAsync(candidates, tally, progress, cancellationToken);
        return Report(source, [tally], stopped) with { NextSince = nextSince };
    }

    private ReplayReport Report(string source, List<ReplayTally> tallies, string? stopped) => new()
    {
        Source = source,
        DryRun = options.DryRun,
        Lines = [.. tallies.Select(tally => tally.ToLine())],
        Problems = [.. tallies.SelectMany(tally => tally.Problems)],
        Seconds = 0,
        Stopped = stopped,
    };
}
