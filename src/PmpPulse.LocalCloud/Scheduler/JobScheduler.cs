using System.Diagnostics.CodeAnalysis;
using PmpPulse.LocalCloud.Hosting;
using PmpPulse.ServiceDefaults.Hosting;

namespace PmpPulse.LocalCloud.Scheduler;

/// <summary>
/// Stores the jobs and runs them when due. A run that was due while LocalCloud was down is skipped. A job that is still running when it is
/// due again is not started twice.
/// </summary>
internal sealed class JobScheduler(JobStore store, JobAttempt attempt, TimeProvider clock, ILogger<JobScheduler> logger) : BackgroundService
{
    // timers can't wait for weeks, and the machine's clock may change
    private static readonly TimeSpan MaxWait = TimeSpan.FromMinutes(10);

    // how soon to retry storing a state
    private static readonly TimeSpan SaveRetryDelay = TimeSpan.FromSeconds(2);

    private readonly Lock _lock = new();
    private readonly Dictionary<string, JobState> _jobs = new(StringComparer.Ordinal);
    private readonly RunningTasks _runs = new("Scheduler jobs", logger);
    private readonly Signal _changed = new();
    private readonly CancellationTokenSource _stopping = new();

    public override Task StartAsync(CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        lock (_lock)
        {
            foreach (var job in store.Read()) _jobs[job.Name] = new JobState(Planned(job, now));
        }

        return base.StartAsync(cancellationToken);
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await _stopping.CancelAsync();
        await _runs.WhenAllAsync().WaitAsync(cancellationToken);
    }

    public override void Dispose()
    {
        _stopping.Dispose();
        base.Dispose();
    }

    /// <exception cref="RestApiException">NOT_FOUND.</exception>
    public SchedulerJob Get(string name)
    {
        lock (_lock) return Find(name).Job;
    }

    /// <summary>The jobs under <c>projects/P/locations/L</c>, sorted by name.</summary>
    public IReadOnlyList<SchedulerJob> List(string parent)
    {
        lock (_lock)
        {
            return [.. _jobs.Values.Select(j => j.Job)
                .Where(j => j.Name.StartsWith(parent + "/jobs/", StringComparison.Ordinal))
                .OrderBy(j => j.Name, StringComparer.Ordinal)];
        }
    }

    /// <exception cref="RestApiException">ALREADY_EXISTS, INVALID_ARGUMENT.</exception>
    public SchedulerJob Create(SchedulerJob asked)
    {
        var now = clock.GetUtcNow();
        var job = Planned(
            JobRules.Normalize(asked) with { State = SchedulerJob.Enabled, UserUpdateTime = now, Status = null, LastAttemptTime = null },
            now);
        lock (_lock)
        {
            if (_jobs.ContainsKey(job.Name)) throw RestApiException.AlreadyExists($"Job [{job.Name}] already exists.");
            store.Save(job);
            _jobs.Add(job.Name, new JobState(job));
        }

        _changed.Set();
        return job;
    }

    /// <summary>Applies a client's change to a job and reschedules it.</summary>
    /// <exception cref="RestApiException">NOT_FOUND, or whatever <paramref name="change"/> throws.</exception>
    public SchedulerJob Change(string name, Func<SchedulerJob, SchedulerJob> change)
    {
        SchedulerJob job;
        lock (_lock)
        {
            var now = clock.GetUtcNow();
            var scheduled = Find(name);
            job = Planned(change(scheduled.Job) with { UserUpdateTime = now }, now);
            store.Save(job);
            scheduled.Job = job;
            scheduled.Next = job.ScheduleTime;
        }

        _changed.Set();
        return job;
    }

    /// <exception cref="RestApiException">NOT_FOUND.</exception>
    public void Delete(string name)
    {
        lock (_lock)
        {
            Find(name);
            store.Delete(name);
            _jobs.Remove(name);
        }

        _changed.Set();
    }

    /// <summary>Runs a job now, in any state.</summary>
    /// <exception cref="RestApiException">NOT_FOUND.</exception>
    public SchedulerJob Run(string name)
    {
        lock (_lock)
        {
            var scheduled = Find(name);
            Start(scheduled, clock.GetUtcNow());
            return scheduled.Job;
        }
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        BackgroundLoop.RunAsync("scheduler", StartWhenDueAsync, clock, logger, stoppingToken);

    private async Task StartWhenDueAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            var changed = _changed.Next;
            var wait = StartDue();
            using var cancelled = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
            await Task.WhenAny(Task.Delay(wait, clock, cancelled.Token), changed);
            await cancelled.CancelAsync();
        }
    }

    /// <summary>Starts due jobs. Returns the time until the next one is due.</summary>
    private TimeSpan StartDue()
    {
        lock (_lock)
        {
            var now = clock.GetUtcNow();
            var wait = MaxWait;
            foreach (var scheduled in _jobs.Values)
            {
                if (scheduled.Unsaved) Save(scheduled, scheduled.Job);
                if (scheduled.Unsaved && wait > SaveRetryDelay) wait = SaveRetryDelay;
                if (scheduled.Next is not { } due) continue;
                if (due <= now)
                {
                    if (scheduled.Running == 0) Start(scheduled, due);
                    Plan(scheduled, now);
                }

                if (scheduled.Next - now is { } left && left < wait) wait = left;
            }

            // timers use whole milliseconds: rounding down would fire too early and find nothing due
            return wait + TimeSpan.FromMilliseconds(1);
        }
    }

    private void Start(JobState scheduled, DateTimeOffset scheduledFor)
    {
        scheduled.Running++;
        _runs.Start(() => RunAsync(scheduled, scheduledFor, _stopping.Token));
    }

    private async Task RunAsync(JobState scheduled, DateTimeOffset scheduledFor, CancellationToken cancellationToken)
    {
        try
        {
            var began = clock.GetUtcNow();
            for (var retry = 0; ; retry++)
            {
                SchedulerJob job;
                lock (_lock) job = scheduled.Job;
                var attempted = clock.GetUtcNow();
                var status = await attempt.SendAsync(job, scheduledFor, cancellationToken);
                if (cancellationToken.IsCancellationRequested) return;
                // both at once, so that whoever sees the attempt's time also sees its outcome
                job = Record(scheduled, j => j with { LastAttemptTime = attempted, Status = status });
                if (status.Code is null) break;
                Log.JobFailed(logger, job.Name, status.Message ?? "", retry);
                if (!await RetryAsync(scheduled, job, retry, began, cancellationToken)) break;
            }
        }
        finally
        {
            lock (_lock)
            {
                scheduled.Running--;
                if (scheduled.Running == 0 && _jobs.GetValueOrDefault(scheduled.Job.Name) == scheduled)
                {
                    Save(scheduled, scheduled.Job with { ScheduleTime = scheduled.Next });
                }

            }
        }
    }

    /// <summary>Waits until the next attempt is due. False if there is none, or if the next regular run comes first.</summary>
    private async Task<bool> RetryAsync(
        JobState scheduled, SchedulerJob job, int retry, DateTimeOffset began, CancellationToken cancellationToken)
    {
        var plan = JobRules.Retries(job);
        if (retry >= plan.Count) return false;
        var at = clock.GetUtcNow() + plan.Pause(retry);
        if (plan.MaxElapsed > TimeSpan.Zero && at - began > plan.MaxElapsed) return false;
        lock (_lock)
        {
            if (scheduled.Next is { } next && next <= at) return false;
            if (scheduled.Job.State != SchedulerJob.Enabled || _jobs.GetValueOrDefault(job.Name) != scheduled) return false;
            Save(scheduled, scheduled.Job with { ScheduleTime = at });
        }

        await Task.Delay(at - clock.GetUtcNow(), clock, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return !cancellationToken.IsCancellationRequested;
    }

    private SchedulerJob Record(JobState scheduled, Func<SchedulerJob, SchedulerJob> change)
    {
        lock (_lock)
        {
            // deleted meanwhile: a running attempt finishes, but is not recorded
            if (_jobs.GetValueOrDefault(scheduled.Job.Name) == scheduled) Save(scheduled, change(scheduled.Job));
            return scheduled.Job;
        }
    }

    /// <summary>Stores a change of state. It takes effect even if it can't be stored: jobs must continue to run on a full disk.</summary>
    [SuppressMessage("Design", "CA1031", Justification = "Failures are logged and retried.")]
    private void Save(JobState scheduled, SchedulerJob job)
    {
        scheduled.Job = job;
        try
        {
            store.Save(job);
            scheduled.Unsaved = false;
        }
        catch (Exception exception)
        {
            if (!scheduled.Unsaved) Log.JobNotSaved(logger, exception, job.Name);
            scheduled.Unsaved = true;
        }
    }

    private void Plan(JobState scheduled, DateTimeOffset now)
    {
        scheduled.Next = JobRules.Schedule(scheduled.Job).Next(now);
        Save(scheduled, scheduled.Job with { ScheduleTime = scheduled.Next });
    }

    private static SchedulerJob Planned(SchedulerJob job, DateTimeOffset now) =>
        job with { ScheduleTime = job.State == SchedulerJob.Enabled ? JobRules.Schedule(job).Next(now) : null };

    private JobState Find(string name) =>
        _jobs.TryGetValue(name, out var job) ? job : throw RestApiException.NotFound($"Job [{name}] not found.");

    /// <summary>A job and its state while LocalCloud runs.</summary>
    private sealed class JobState(SchedulerJob job)
    {
        public SchedulerJob Job { get; set; } = job;

        /// <summary>
        /// The next regular run; null while paused. While a retry is pending, <see cref="SchedulerJob.ScheduleTime"/> differs.
        /// </summary>
        public DateTimeOffset? Next { get; set; } = job.ScheduleTime;

        /// <summary>Whether the stored state is outdated.</summary>
        public bool Unsaved { get; set; }

        /// <summary>The number of current runs.</summary>
        public int Running { get; set; }
    }
}
