namespace PmpPulse.GoogleCloud.Scheduler;

/// <summary>
/// Cloud Scheduler's REST API in one project and location
/// (<see href="https://cloud.google.com/scheduler/docs/reference/rest"/>). Jobs are named by their short id. Thread-safe.
/// </summary>
/// <exception cref="GoogleApiException">Any call: Scheduler refused it.</exception>
public sealed class SchedulerClient
{
    internal SchedulerClient(string projectId, string location)
    {
        Parent = $"projects/{projectId}/locations/{location}";
    }

    /// <summary><c>projects/{project}/locations/{location}</c>.</summary>
    public string Parent { get; }

    public IAsyncEnumerable<SchedulerJob> ListAsync(CancellationToken cancellationToken = default) => throw new NotImplementedException();

    /// <summary>The job, or null where there is none.</summary>
    public Task<SchedulerJob?> FindAsync(string jobId, CancellationToken cancellationToken = default) => throw new NotImplementedException();

    /// <summary>Creates a job.</summary>
    /// <exception cref="GoogleApiException">409: it exists.</exception>
    public Task<SchedulerJob> CreateAsync(string jobId, SchedulerJob job, CancellationToken cancellationToken = default) => throw new NotImplementedException();

    /// <summary>Changes what <paramref name="job"/> sets.</summary>
    public Task<SchedulerJob> PatchAsync(string jobId, SchedulerJob job, CancellationToken cancellationToken = default) => throw new NotImplementedException();

    public Task DeleteAsync(string jobId, CancellationToken cancellationToken = default) => throw new NotImplementedException();

    public Task<SchedulerJob> PauseAsync(string jobId, CancellationToken cancellationToken = default) => throw new NotImplementedException();

    public Task<SchedulerJob> ResumeAsync(string jobId, CancellationToken cancellationToken = default) => throw new NotImplementedException();

    /// <summary>Fires the job now, whatever its schedule, paused or not.</summary>
    public Task<SchedulerJob> RunAsync(string jobId, CancellationToken cancellationToken = default) => throw new NotImplementedException();
}
