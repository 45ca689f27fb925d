using System.Runtime.CompilerServices;
using System.Text.Json;
using PmpPulse.GoogleCloud.Rest;

namespace PmpPulse.GoogleCloud.Scheduler;

/// <summary>
/// Cloud Scheduler's REST API in one project and location (<see href="https://cloud.google.com/scheduler/docs/reference/rest"/>). Jobs are
/// named by their short id. Thread-safe.
/// </summary>
/// <exception cref="GoogleApiException">Any call: Scheduler refused it.</exception>
/// <exception cref="HttpRequestException">Any call: Scheduler could not be reached.</exception>
/// <exception cref="GoogleCloudConfigurationException">Any call: there are no credentials.</exception>
public sealed class SchedulerClient
{
    private readonly RestClient _rest;

    internal SchedulerClient(RestClient rest, string projectId, string location)
    {
        _rest = rest;
        Parent = $"projects/{projectId}/locations/{location}";
    }

    /// <summary><c>projects/{project}/locations/{location}</c>.</summary>
    public string Parent { get; }

    /// <summary>All jobs.</summary>
    public async IAsyncEnumerable<SchedulerJob> ListAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        string? pageToken = null;
        do
        {
            var query = string.IsNullOrEmpty(pageToken) ? string.Empty : $"?pageToken={Uri.EscapeDataString(pageToken)}";
            var page = await _rest.SendAsync(new RestRequest(HttpMethod.Get, $"v1/{Parent}/jobs{query}"), GoogleCloudJson.Default.SchedulerListJson, cancellationToken);
            foreach (var job in page.Jobs ?? [])
            {
                yield return job;
            }

            pageToken = page.NextPageToken;
        }
        while (!string.IsNullOrEmpty(pageToken));
    }

    /// <summary>The job, or null where there is none.</summary>
    public async Task<SchedulerJob?> FindAsync(string jobId, CancellationToken cancellationToken = default)
    {
        try
        {
            return await SendAsync(HttpMethod.Get, JobPath(jobId), null, cancellationToken);
        }
        catch (GoogleApiException exception) when (exception.IsNotFound)
        {
            return null;
        }
    }

    /// <summary>Creates a job; its name is set from <paramref name="jobId"/>.</summary>
    /// <exception cref="GoogleApiException">409: it exists.</exception>
    public Task<SchedulerJob> CreateAsync(string jobId, SchedulerJob job, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(job);
        return SendAsync(HttpMethod.Post, $"v1/{Parent}/jobs", job with { Name = JobName(jobId) }, cancellationToken);
    }

    /// <summary>Changes what <paramref name="job"/> sets.</summary>
    /// <exception cref="GoogleApiException">404: there is none.</exception>
    public Task<SchedulerJob> PatchAsync(string jobId, SchedulerJob job, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(job);
        return SendAsync(HttpMethod.Patch, $"{JobPath(jobId)}?updateMask={Uri.EscapeDataString(UpdateMask(job))}", job with { Name = JobName(jobId) }, cancellationToken);
    }

    /// <summary>Deletes a job.</summary>
    /// <exception cref="GoogleApiException">404: there is none.</exception>
    public async Task DeleteAsync(string jobId, CancellationToken cancellationToken = default)
    {
        using var response = await _rest.SendAsync(new RestRequest(HttpMethod.Delete, JobPath(jobId)), cancellationToken);
    }

    /// <summary>Stops a job from firing until it is resumed. Repeated after a lost answer.</summary>
    /// <exception cref="GoogleApiException">
    /// 400, <c>FAILED_PRECONDITION</c>: it is already paused, perhaps by the try whose answer was lost.
    /// </exception>
    public Task<SchedulerJob> PauseAsync(string jobId, CancellationToken cancellationToken = default) => ActAsync(jobId, "pause", true, cancellationToken);

    /// <summary>Lets a paused job fire again. Repeated after a lost answer.</summary>
    /// <exception cref="GoogleApiException">
    /// 400, <c>FAILED_PRECONDITION</c>: it is not paused, perhaps because of the try whose answer was lost.
    /// </exception>
    public Task<SchedulerJob> ResumeAsync(string jobId, CancellationToken cancellationToken = default) => ActAsync(jobId, "resume", true, cancellationToken);

    /// <summary>Fires the job now, whatever its schedule, paused or not. Not repeated after a lost answer: it would fire twice.</summary>
    public Task<SchedulerJob> RunAsync(string jobId, CancellationToken cancellationToken = default) => ActAsync(jobId, "run", false, cancellationToken);

    private static string UpdateMask(SchedulerJob job) => string.Join(',', new[]
    {
        job.Description is null ? null : "description",
        job.Schedule is null ? null : "schedule",
        job.TimeZone is null ? null : "timeZone",
        job.HttpTarget is null ? null : "httpTarget",
        job.AttemptDeadline is null ? null : "attemptDeadline",
    }.Where(field => field is not null));

    private Task<SchedulerJob> ActAsync(string jobId, string action, bool repeatable, CancellationToken cancellationToken) =>
        _rest.SendAsync(new RestRequest(HttpMethod.Post, $"{JobPath(jobId)}:{action}") { Body = "{}"u8.ToArray(), IsRepeatable = repeatable }, GoogleCloudJson.Default.SchedulerJob, cancellationToken);

    private Task<SchedulerJob> SendAsync(HttpMethod method, string path, SchedulerJob? body, CancellationToken cancellationToken)
    {
        var request = new RestRequest(method, path) { Body = body is null ? null : JsonSerializer.SerializeToUtf8Bytes(body, GoogleCloudJson.Default.SchedulerJob) };
        return _rest.SendAsync(request, GoogleCloudJson.Default.SchedulerJob, cancellationToken);
    }

    private string JobName(string jobId) => $"{Parent}/jobs/{jobId}";

    private string JobPath(string jobId) => $"v1/{Parent}/jobs/{Uri.EscapeDataString(jobId)}";
}
