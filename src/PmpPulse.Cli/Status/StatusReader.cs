using System.Collections.Concurrent;
using System.Globalization;
using PmpPulse.Cli.Collect;
using PmpPulse.Cli.Cost;
using PmpPulse.Cli.Dlq;
using PmpPulse.Cli.Running;
using PmpPulse.Contracts;
using PmpPulse.Contracts.Topology;
using PmpPulse.Feeds;
using PmpPulse.GoogleCloud.BigQuery;
using PmpPulse.GoogleCloud.Monitoring;
using PmpPulse.Operations.Refusals;

namespace PmpPulse.Cli.Status;

/// <summary>Reads the parts of the status concurrently: one that can't be read hides none of the others.</summary>
internal sealed class StatusReader(CommandContext context)
{
    // Monitoring samples once a minute and is up to four behind
    private static readonly TimeSpan SampledWithin = TimeSpan.FromMinutes(10);

    // synchronized clocks differ by less
    private static readonly TimeSpan ClockError = TimeSpan.FromSeconds(10);

    private readonly SystemStatus _status = new();
    private readonly ConcurrentDictionary<FeedTopology, DateTimeOffset?> _newest = [];

    /// <summary>The number of parts.</summary>
    public int Parts { get; private set; }

    public async Task<SystemStatus> ReadAsync(CancellationToken cancellationToken)
    {
        _status.Feeds = [.. context.Feeds.Select(feed => new FeedStatus(feed))];
        (string Part, Func<CancellationToken, Task> Read)[] parts =
        [
            ("schedulers", ReadSchedulersAsync),
            ("engine", ReadEnginesAsync),
            ("backlog", ReadBacklogsAsync),
            .. context.Endpoints is { } endpoints ? [("disk", async stop => _status.Disk = await LocalDisk.ReadAsync(endpoints, stop))] : Array.Empty<(string, Func<CancellationToken, Task>)>(),
            ("latest state", ReadStationsAsync),
            .. _status.Feeds.Zip(context.Feeds).SelectMany(pair => PartsOf(pair.First, pair.Second)),
        ];
        Parts = parts.Length;
        var problems = await Task.WhenAll(parts.Select(part => TryAsync(part.Part, part.Read, cancellationToken)));
        MarkFullDisk();
        var system = context.Endpoints;
        var now = context.Clock.GetUtcNow();
        var feed = FeedHealth.FindProblems(_status.Schedulers ?? [], _newest, system, now)
            .Select(problem => new PartProblem(FeedHealth.Part, problem) { WasRead = true });
        _status.Problems = [.. problems.OfType<PartProblem>(), .. _status.Feeds.Select(status => Freshness(status, now)).OfType<PartProblem>(), .. feed];
        if (FeedHealth.Note(_status.Schedulers ?? [], _newest, system, now) is { } note) _status.Notes = [note];
        _status.System = WatchedSystem.Of(context);
        return _status;
    }

    private IEnumerable<(string Part, Func<CancellationToken, Task> Read)> PartsOf(FeedStatus status, FeedTopology feed)
    {
        yield return ($"rows of {feed.Id}", async stop => status.WrittenRows = feed.Curation is null ? await ReadNewestAsync(status, feed, stop) : await CountEventsAsync(feed.Writer.Table, stop));
        yield return ($"push dead letters of {feed.Id}", async stop => status.PushDeadLetters = await DeadLettersAsync(DistinctMessages(feed.DeadLetters.Table), stop));
        if (feed.Curation is not { } curation) yield break;
        yield return ($"curated rows of {feed.Id}", async stop => status.CuratedRows = await ReadNewestAsync(status, feed, stop));
        yield return ($"curation's dead letters of {feed.Id}", async stop => status.CurationDeadLetters = await DeadLettersAsync(
            $"(SELECT DISTINCT message_id, stage, {Feed.Named(feed.Kind).List.Id}, {DrillMark.OfCurated} AS drill FROM {curation.DeadLetterTable} WHERE {OfSystem("event_meta")})", stop));
    }

    private async Task<PartProblem?> TryAsync(string part, Func<CancellationToken, Task> read, CancellationToken cancellationToken)
    {
        try
        {
            await read(cancellationToken);
            return null;
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested && Failures.Explain(exception, context.Target) is { } why)
        {
            return new PartProblem(part, why) { IsMisuse = Failures.IsMisuse(exception) };
        }
    }

    private async Task ReadSchedulersAsync(CancellationToken cancellationToken)
    {
        var jobs = new List<JobStatus>();
        await foreach (var job in context.Clients.Scheduler.ListAsync(cancellationToken))
        {
            jobs.Add(new JobStatus(
                job.Name!.Split('/')[^1],
                job.State ?? "unknown",
                job.Schedule ?? string.Empty,
                job.LastAttemptTime,
                await PollFailure.ReadAsync(context, job.Name!.Split('/')[^1], job, cancellationToken)));
        }

        _status.Schedulers = jobs;
    }

    /// <summary>A job that last succeeded before the disk filled up would fail now.</summary>
    private void MarkFullDisk()
    {
        if (_status.Disk is not { Full: true }) return;
        _status.Schedulers = _status.Schedulers?.Select(job => job with { Failure = job.Failure is null ? "disk full" : $"disk full; {job.Failure}" }).ToList();
    }

    private async Task ReadEnginesAsync(CancellationToken cancellationToken)
    {
        foreach (var (status, feed) in _status.Feeds.Zip(context.Feeds))
        {
            if (feed.Curation is { } curation) status.Engines = await EngineReader.ReadAsync(context, curation, cancellationToken);
        }

        List<string> engines = [.. _status.Feeds.SelectMany(status => status.Engines ?? []).Distinct()];
        _status.Engines = engines;
        _status.Cost = RunningCost.Of(context.Target, engines, context.Clock.GetUtcNow());
    }

    private async Task ReadBacklogsAsync(CancellationToken cancellationToken)
    {
        var monitoring = context.Clients.Monitoring;
        var ages = new Dictionary<string, long>(StringComparer.Ordinal);
        await foreach (var point in monitoring.LatestAsync(MonitoringClient.OldestUnackedMessageAge, SampledWithin, cancellationToken))
        {
            ages[Subscription(point)] = point.Value;
        }

        var backlogs = new List<Backlog>();
        await foreach (var point in monitoring.LatestAsync(MonitoringClient.UndeliveredMessages, SampledWithin, cancellationToken))
        {
            var name = Subscription(point);
            backlogs.Add(new Backlog(name, point.Value, ages.TryGetValue(name, out var age) ? age : null, point.Time));
        }

        _status.Backlogs = [.. backlogs.OrderBy(backlog => backlog.Subscription, StringComparer.Ordinal)];
    }

    private static string Subscription(MetricPoint point) => point.Resource.GetValueOrDefault("subscription_id", "unknown");

    private async Task ReadStationsAsync(CancellationToken cancellationToken) =>
        _status.Stations = (await RowAsync("SELECT COUNT(*) AS stations FROM pmp_marts.gbfs_latest_state WHERE system_id = @system_id", cancellationToken)).GetInt64("stations");

    /// <summary>Reads a feed's newest curated snapshot.</summary>
    /// <returns>How many curated rows it has.</returns>
    private async Task<long> ReadNewestAsync(FeedStatus status, FeedTopology feed, CancellationToken cancellationToken)
    {
        var row = await RowAsync(
            $"""
            SELECT COUNT(*) AS n, MAX(ingest_ts) AS last_poll, MAX_BY(IF(event_ts <= TIMESTAMP_ADD(ingest_ts, INTERVAL 5 MINUTE), event_ts, ingest_ts), ingest_ts) AS last_event
            FROM {feed.CuratedTable}
            WHERE system_id = @system_id
            """,
            cancellationToken);
        status.LastEvent = row.GetTimestampOrNull("last_event");
        status.LastPoll = row.GetTimestampOrNull("last_poll");
        _newest[feed] = status.LastPoll;
        return row.GetInt64("n");
    }

    /// <summary>Sets the age of a feed's newest snapshot.</summary>
    /// <returns>Why the age can't be right; null if it can.</returns>
    private static PartProblem? Freshness(FeedStatus status, DateTimeOffset now)
    {
        if (status.LastPoll is not { } poll) return null;
        var age = now - poll;
        status.FreshnessS = Math.Round(Math.Max(0, age.TotalSeconds), 1);
        return age >= -ClockError ? null : new PartProblem($"freshness of {status.Feed}", string.Create(
            CultureInfo.InvariantCulture,
            $"the newest snapshot says it was collected {-age.TotalSeconds:N0} s in the future: is this machine's clock right (`date -u`), or does the curated table hold an ingest_ts from the future?"))
        {
            WasRead = true,
        };
    }

    /// <summary>Exports and replays write a message more than once.</summary>
    private static string DistinctMessages(TableName table) =>
        $"(SELECT DISTINCT COALESCE(JSON_VALUE(attributes, '$.original_message_id'), message_id) AS id, {DrillMark.OfPush} AS drill FROM {table} WHERE {OfSystem("attributes")})";

    /// <summary>Those of drills are counted separately: they are deliberate.</summary>
    private async Task<long> DeadLettersAsync(string letters, CancellationToken cancellationToken)
    {
        var row = await RowAsync($"SELECT COUNTIF(NOT drill) AS n, COUNTIF(drill) AS drills FROM {letters}", cancellationToken);
        lock (_status) _status.DrillDeadLetters = (_status.DrillDeadLetters ?? 0) + row.GetInt64("drills");
        return row.GetInt64("n");
    }

    /// <summary>A message that can't be read does not name its system, and counts.</summary>
    private static string OfSystem(string json) => $"COALESCE(JSON_VALUE({json}, '$.source'), @system_id) = @system_id";

    private async Task<long> CountEventsAsync(TableName table, CancellationToken cancellationToken) =>
        (await RowAsync($"SELECT COUNT(*) AS n FROM {table} WHERE source = @system_id", cancellationToken)).GetInt64("n");

    private async Task<BigQueryRow> RowAsync(string sql, CancellationToken cancellationToken) =>
        (await (await context.Clients.BigQuery.QueryAsync(
            new BigQueryQuery(sql) { Parameters = [QueryParameter.String("system_id", context.SystemId)] }, cancellationToken)).ReadAllAsync(cancellationToken))[0];
}
