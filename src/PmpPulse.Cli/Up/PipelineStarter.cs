using PmpPulse.Cli.Collect;
using PmpPulse.Cli.Running;
using PmpPulse.Contracts.Topology;
using PmpPulse.GoogleCloud;
using PmpPulse.GoogleCloud.BigQuery;
using PmpPulse.Operations;
using PmpPulse.Operations.Engines;
using PmpPulse.Operations.Steps;
using PmpPulse.Warehouse.Refreshing;

namespace PmpPulse.Cli.Up;

/// <summary>
/// Starts the pipeline: the other engines are stopped before the requested one starts, because two would keep taking the table's write
/// stream from each other; then the schedules are resumed; then one poll shows that data flows. It stops at the first step that fails.
/// </summary>
internal sealed class PipelineStarter(CommandContext context)
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan PollInterval = TimeSpan.FromSeconds(1);

    public async Task<UpReport> StartAsync(Engine engine, CancellationToken cancellationToken)
    {
        // checked before anything is stopped
        if (engine == Engine.Dataflow && context.Dataflow is null)
        {
            throw new MisuseException("this system has no Dataflow: use --engine push or worker. Nothing was changed.");
        }

        var steps = new StepRunner(context.Target, context.Progress, context.Clock);
        var name = engine.ToString().ToLowerInvariant();
        var stopper = new PipelineStopper(context.Clients, context.Feeds, context.Target, context.Dataflow?.Jobs, context.Clock);
        foreach (var other in Enum.GetValues<Engine>().Where(other => other != engine))
        {
            await stopper.StopEngineAsync(other, drain: false, steps, cancellationToken);
            if (steps.Outcomes.Any(outcome => outcome.Failed)) return Report();
        }

        foreach (var feed in context.Curated)
        {
            if (!await Ok($"start curation of {feed.Id}, engine {name}", stop => new EngineStarter(context).StartAsync(engine, feed, stop), engine == Engine.Dataflow ? Waiting : null)) return Report();
        }

        foreach (var job in context.Feeds.Select(feed => feed.Schedule.Job))
        {
            if (!await Ok($"resume {job}", stop => Polling.ResumeAsync(context.Clients.Scheduler, job, stop))) return Report();
        }

        var before = new Dictionary<string, DateTimeOffset?>();
        foreach (var feed in FeedsToPoll)
        {
            if (!await Ok($"look for the newest snapshot of {feed.Id}", async stop => (StepResult.Done, Describe(before[feed.Id] = await NewestAsync(feed, stop))))) return Report();
        }

        foreach (var feed in context.Feeds)
        {
            if (!await Ok($"run {feed.Schedule.Job} once", stop => PollAsync(feed, stop), Waiting)) return Report();
        }

        foreach (var feed in FeedsToPoll) await Ok($"see {feed.Id} curated", stop => WaitForRowsAsync(feed, before[feed.Id], stop), Waiting);
        foreach (var job in SharedNames.RefreshJobs) await Ok($"resume {job}", stop => ResumeIfThereAsync(job, stop));
        await Ok("bring the tables of pmp_marts up to date", RefreshAsync, Refreshing);
        return Report();

        async Task<bool> Ok(string step, Func<CancellationToken, Task<(StepResult Result, string? Detail)>> run, TimeSpan? timeout = null) =>
            !(await steps.RunAsync(step, run, cancellationToken, timeout)).Failed;

        UpReport Report() => new(name, steps.Outcomes);
    }

    /// <summary>The feeds polled to show that data flows.</summary>
    private IEnumerable<FeedTopology> FeedsToPoll => context.Curated.Where(feed => context.Endpoints?.DoesNotServe(feed) != true);

    private static string Describe(DateTimeOffset? newest) =>
        newest is null ? "none in the last day" : $"collected {newest:yyyy-MM-dd HH:mm:ss} UTC";

    private static TimeSpan Waiting => TimeSpan.FromSeconds(90);

    private static TimeSpan Refreshing => TimeSpan.FromMinutes(15);

    /// <summary>What was deployed by an older version has none, and polls all the same.</summary>
    private async Task<(StepResult Result, string? Detail)> ResumeIfThereAsync(string job, CancellationToken cancellationToken)
    {
        try
        {
            return await Polling.ResumeAsync(context.Clients.Scheduler, job, cancellationToken);
        }
        catch (GoogleApiException exception) when (exception.IsNotFound)
        {
            return (StepResult.Unchanged, "there is no such job");
        }
    }

    /// <summary>The last rows before a stop came after the last run of the jobs, which look three hours back.</summary>
    private async Task<(StepResult Result, string? Detail)> RefreshAsync(CancellationToken cancellationToken)
    {
        try
        {
            var done = await new TableRefresher(context.Clients.BigQuery, context.Clock).RunAsync(from: null, to: null, context.Progress, cancellationToken);
            return (StepResult.Done, $"{done.Sum(range => range.Rows)} rows");
        }
        catch (GoogleApiException exception) when (exception.IsNotFound)
        {
            return (StepResult.Unchanged, exception.Message);
        }
    }

    private async Task<(StepResult Result, string? Detail)> PollAsync(FeedTopology feed, CancellationToken cancellationToken) =>
        context.Endpoints?.DoesNotServe(feed) == true ? (StepResult.Unchanged, $"the recording holds no {feed.Kind}")
        : await Poll.RunAsync(context, feed.Schedule.Job, cancellationToken) is { } failure
            ? (StepResult.Failed, failure)
            : (StepResult.Done, null);

    /// <summary>A feed that has not changed since the last snapshot brings no new row, which is not a fault.</summary>
    private async Task<(StepResult Result, string? Detail)> WaitForRowsAsync(FeedTopology feed, DateTimeOffset? before, CancellationToken cancellationToken)
    {
        var started = context.Clock.GetTimestamp();
        DateTimeOffset? newest;
        do
        {
            newest = await NewestAsync(feed, cancellationToken);
            if (newest is not null && newest != before) return (StepResult.Done, Describe(newest));
            await Task.Delay(PollInterval, context.Clock, cancellationToken);
        }
        while (context.Clock.GetElapsedTime(started) < Timeout);

        return (StepResult.Unchanged, newest is null
            ? $"no snapshot within {Timeout.TotalSeconds:0} s; `pmpctl status` and `pmpctl logs` say more"
            : $"none newer than {newest:yyyy-MM-dd HH:mm:ss} UTC within {Timeout.TotalSeconds:0} s: the feed has not changed, or see `pmpctl status`");
    }

    private async Task<DateTimeOffset?> NewestAsync(FeedTopology feed, CancellationToken cancellationToken)
    {
        // only the newest partition: scanning older ones would be billed for nothing
        var query = new BigQueryQuery(
            $"SELECT MAX(ingest_ts) AS newest FROM {feed.CuratedTable} WHERE system_id = @system_id AND ingest_ts > TIMESTAMP_SUB(CURRENT_TIMESTAMP(), INTERVAL 1 DAY)")
        {
            Parameters = [QueryParameter.String("system_id", context.SystemId)],
            UseQueryCache = false,
        };
        var rows = await (await context.Clients.BigQuery.QueryAsync(query, cancellationToken)).ReadAllAsync(cancellationToken);
        return rows[0].GetTimestampOrNull("newest");
    }
}
