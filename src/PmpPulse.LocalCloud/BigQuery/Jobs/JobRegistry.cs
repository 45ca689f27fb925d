using System.Collections.Concurrent;
using System.Text.RegularExpressions;
using PmpPulse.LocalCloud.BigQuery.Errors;
using PmpPulse.LocalCloud.BigQuery.Resources;
using PmpPulse.LocalCloud.Disk;
using PmpPulse.LocalCloud.Hosting;

namespace PmpPulse.LocalCloud.BigQuery.Jobs;

/// <summary>Runs this process's jobs. When there are too many, it discards the oldest with their results.</summary>
internal sealed partial class JobRegistry : IAsyncDisposable
{
    public const string Location = "EU";

    private const int MaxJobs = 1_000;

    /// <summary>BigQuery's limit.</summary>
    private static readonly TimeSpan MaxTimeout = TimeSpan.FromHours(6);

    /// <summary>Limit on the cells (rows times columns) of all results; beyond it the oldest are discarded.</summary>
    private const long MaxCells = 50_000_000;

    private readonly ConcurrentDictionary<(string Project, string Id), QueryJob> _jobs = new();
    private readonly ConcurrentDictionary<(string Project, string Request), QueryJob> _requests = new();
    private readonly SemaphoreSlim _evicting = new(1);
    private readonly Lock _starting = new();
    private readonly QueryRunner _runner;
    private readonly DiskWatch _disk;
    private readonly TimeSpan _timeout;
    private readonly TimeProvider _clock;
    private readonly ILogger _logger;
    private readonly RunningTasks _running;
    private readonly CancellationTokenRegistration _stopping;
    private bool _stopped;

    public JobRegistry(
        QueryRunner runner, LocalCloudOptions options, DiskWatch disk, TimeProvider clock, IHostApplicationLifetime lifetime,
        ILogger<JobRegistry> logger)
    {
        _runner = runner;
        _disk = disk;
        _timeout = options.JobTimeout;
        _clock = clock;
        _logger = logger;
        _running = new RunningTasks("BigQuery jobs", logger);
        // stop at once: the server waits for the requests that are waiting for jobs
        _stopping = lifetime.ApplicationStopping.UnsafeRegister(static registry => ((JobRegistry)registry!).Stop(), this);
    }

    /// <exception cref="BigQueryException">404.</exception>
    public QueryJob Find(string project, string id) =>
        _jobs.GetValueOrDefault((project, id)) ?? throw BigQueryException.NotFound($"Job {project}:{Location}.{id}");

    public IReadOnlyList<QueryJob> List(string project) =>
        [.. _jobs.Where(job => job.Key.Project == project).Select(job => job.Value)
            .OrderByDescending(job => job.CreatedMs)
            .ThenByDescending(job => job.Reference.JobId, StringComparer.Ordinal)];

    /// <summary>Starts a job. If it fails, the error is the job's, and this call succeeds.</summary>
    /// <param name="requestId">Repeating a request returns the job that the first one started.</param>
    /// <exception cref="BigQueryException">The id is invalid or taken, or the configuration is unsupported.</exception>
    public QueryJob Start(string project, string? id, JobConfiguration configuration, string? requestId = null)
    {
        // serialized, so that a request sent twice at once runs once
        lock (_starting)
        {
            if (requestId is { Length: > 0 } && _requests.TryGetValue((project, requestId), out var earlier)) return earlier;
            if (_stopped) throw BigQueryException.Unavailable();
            var job = Create(project, id, configuration);
            if (requestId is { Length: > 0 }) _requests[(project, requestId)] = job;
            _running.Start(() => RunAsync(project, job));
            return job;
        }
    }

    /// <summary>Cancels all jobs, and waits until they end.</summary>
    public async ValueTask DisposeAsync()
    {
        Stop();
        await _running.WhenAllAsync();
        await _stopping.DisposeAsync();
        foreach (var job in _jobs.Values) job.Dispose();
        _evicting.Dispose();
    }

    [GeneratedRegex(@"^[A-Za-z0-9_-]{1,1024}\z")]
    private static partial Regex ValidId();

    private QueryJob Create(string project, string? id, JobConfiguration configuration)
    {
        QueryChecks.Check(configuration.Query!);
        id ??= $"job_{Guid.NewGuid():N}";
        if (!ValidId().IsMatch(id))
        {
            throw BigQueryException.Invalid(
                $"Invalid job ID \"{id}\". Job IDs must be alphanumeric (plus underscores and dashes) and must be at most 1024 characters long.");
        }

        var timeout = configuration.JobTimeoutMs is > 0 and var asked
            ? TimeSpan.FromMilliseconds(Math.Min(asked, MaxTimeout.TotalMilliseconds))
            : _timeout;
        var job = new QueryJob(
            new JobReference { ProjectId = project, JobId = id, Location = Location },
            configuration with { JobType = "QUERY" },
            Now(),
            timeout,
            _clock);
        if (_jobs.TryAdd((project, id), job)) return job;
        job.Dispose();
        throw BigQueryException.Duplicate($"Job {project}:{Location}.{id}");
    }

    private void Stop()
    {
        lock (_starting) _stopped = true;
        foreach (var job in _jobs.Values) _running.Start(job.CancelAsync);
    }

    private async Task RunAsync(string project, QueryJob job)
    {
        job.StartedMs = Now();
        try
        {
            var query = job.Configuration.Query!;
            var outcome = job.Configuration.DryRun == true
                ? await _runner.PlanAsync(project, query, job.Cancellation.Token)
                : await _runner.RunAsync(project, query, job.Cancellation.Token);
            job.Succeed(outcome, Now());
        }
        catch (Exception) when (job.Cancellation.IsCancellationRequested)
        {
            job.Fail(job.CancelRequested ? EngineErrors.Cancelled() : EngineErrors.TimedOut(job.Timeout), Now());
        }
        catch (Exception e)
        {
            _disk.Failed(e);
            var error = EngineErrors.Map(e);
            if (EngineErrors.IsInternal(error)) Log.JobFailed(_logger, e, job.Reference.JobId!);
            job.Fail(error, Now());
        }

        await EvictAsync();
    }

    private long Now() => _clock.GetUtcNow().ToUnixTimeMilliseconds();

    private async Task EvictAsync()
    {
        await _evicting.WaitAsync();
        try
        {
            var jobs = _jobs.Values.OrderBy(job => job.CreatedMs).ToList();
            var cells = jobs.Sum(Cells);
            var count = jobs.Count;
            foreach (var job in jobs)
            {
                // keep the newest whatever its size: its client has yet to read it
                if ((count <= MaxJobs && cells <= MaxCells) || job == jobs[^1]) break;
                if (!job.IsDone) continue;
                count--;
                cells -= Cells(job);
                _jobs.TryRemove((job.Reference.ProjectId!, job.Reference.JobId!), out _);
                foreach (var request in _requests.Where(request => request.Value == job)) _requests.TryRemove(request.Key, out _);
                if (job.Outcome?.ResultTable is { } table) await _runner.TryDropAsync(table);
                job.Dispose();
            }
        }
        finally
        {
            _evicting.Release();
        }
    }

    private static long Cells(QueryJob job) =>
        job.Outcome is { ResultTable: not null } outcome ? (outcome.TotalRows + 1) * Math.Max(1, outcome.Fields.Length) : 0;
}
