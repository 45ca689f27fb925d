using Google.Cloud.Dataflow.V1Beta3;
using Grpc.Core;
using PmpPulse.GoogleCloud.Resilience;

namespace PmpPulse.GoogleCloud.Dataflow;

/// <summary>
/// Dataflow's jobs in one project and region (<see href="https://cloud.google.com/dataflow/docs/reference/rpc/google.dataflow.v1beta3"/>).
/// Thread-safe.
/// </summary>
/// <exception cref="RpcException">Any call: Dataflow refused it, or could not be reached.</exception>
/// <exception cref="GoogleCloudConfigurationException">Any call: there are no credentials.</exception>
public sealed class DataflowClient
{
    private static readonly TimeSpan AttemptTimeout = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan TotalTimeout = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan LaunchTimeout = TimeSpan.FromSeconds(60);

    private readonly JobsV1Beta3.JobsV1Beta3Client _jobs;
    private readonly FlexTemplatesService.FlexTemplatesServiceClient _templates;
    private readonly string _projectId;
    private readonly RpcRetry _retry;
    private readonly TimeProvider _clock;

    internal DataflowClient(
        JobsV1Beta3.JobsV1Beta3Client jobs, FlexTemplatesService.FlexTemplatesServiceClient templates, string projectId, string region, TimeProvider clock)
    {
        (_jobs, _templates, _projectId, Region, _clock) = (jobs, templates, projectId, region, clock);
        _retry = new RpcRetry(new Backoff(TimeSpan.FromMilliseconds(200), TimeSpan.FromSeconds(10), Random.Shared.NextDouble), AttemptTimeout, TotalTimeout, clock);
    }

    /// <summary>Region of the jobs.</summary>
    public string Region { get; }

    /// <summary>
    /// Starts a job; returns when Dataflow has taken it, minutes before it runs. Never repeated: a lost answer may mean a job.
    /// </summary>
    /// <exception cref="RpcException"><see cref="StatusCode.AlreadyExists"/>: an active job has the name.</exception>
    public async Task<Job> LaunchAsync(FlexTemplateLaunch launch, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(launch);
        var parameter = new LaunchFlexTemplateParameter
        {
            JobName = launch.JobName,
            ContainerSpecGcsPath = launch.TemplatePath,
            Environment = new FlexTemplateRuntimeEnvironment
            {
                MaxWorkers = launch.MaxWorkers,
                NumWorkers = 1,
                ServiceAccountEmail = launch.ServiceAccount,
                TempLocation = launch.TempLocation,
                StagingLocation = launch.StagingLocation,
                MachineType = launch.MachineType ?? "",
                EnableStreamingEngine = true,
            },
        };
        parameter.Parameters.Add(launch.Parameters.ToDictionary());
        var request = new LaunchFlexTemplateRequest { ProjectId = _projectId, Location = Region, LaunchParameter = parameter };
        try
        {
            var deadline = _clock.GetUtcNow().UtcDateTime + LaunchTimeout;
            return (await _templates.LaunchFlexTemplateAsync(request, Options(cancellationToken, deadline))).Job;
        }
        catch (RpcException exception)
        {
            exception.ThrowIfMisconfigured();
            throw exception.Of($"launch Dataflow job {launch.JobName} in {Place}");
        }
    }

    /// <summary>All jobs that have not ended, of any name. None if the API is not enabled, because nothing can run then.</summary>
    public async Task<IReadOnlyList<Job>> ListActiveAsync(CancellationToken cancellationToken = default)
    {
        try
        {
            return await ReadActiveAsync(cancellationToken);
        }
        catch (RpcException exception) when (exception.IsServiceDisabled())
        {
            return [];
        }
    }

    /// <summary>One job as it is.</summary>
    public Task<Job> GetAsync(string jobId, CancellationToken cancellationToken = default)
    {
        var request = new GetJobRequest { ProjectId = _projectId, Location = Region, JobId = jobId, View = JobView.Summary };
        return _retry.ExecuteAsync(token => _jobs.GetJobAsync(request, Options(token)).ResponseAsync, cancellationToken, $"read Dataflow job {jobId} in {Place}");
    }

    /// <summary>Asks a job to drain: it reads no more and finishes what it has read.</summary>
    public Task<Job> DrainAsync(string jobId, CancellationToken cancellationToken = default) => RequestAsync(jobId, JobState.Drained, cancellationToken);

    /// <summary>Cancels a job: what it has read and not finished goes back to Pub/Sub.</summary>
    public Task<Job> CancelAsync(string jobId, CancellationToken cancellationToken = default) => RequestAsync(jobId, JobState.Cancelled, cancellationToken);

    private string Place => $"projects/{_projectId}/locations/{Region}";

    private async Task<IReadOnlyList<Job>> ReadActiveAsync(CancellationToken cancellationToken)
    {
        var jobs = new List<Job>();
        var request = new ListJobsRequest { ProjectId = _projectId, Location = Region, Filter = ListJobsRequest.Types.Filter.Active };
        do
        {
            var page = await _retry.ExecuteAsync(token => _jobs.ListJobsAsync(request, Options(token)).ResponseAsync, cancellationToken, $"list the Dataflow jobs of {Place}");
            // an answer that omits a region it could not query would read as "none is running"
            if (page.FailedLocation.Count > 0)
                throw new RpcException(new Status(StatusCode.Unavailable, $"Dataflow could not list the jobs of {string.Join(", ", page.FailedLocation.Select(location => location.Name))}."));
            jobs.AddRange(page.Jobs);
            request.PageToken = page.NextPageToken;
        }
        while (request.PageToken.Length > 0);
        return jobs;
    }

    private Task<Job> RequestAsync(string jobId, JobState state, CancellationToken cancellationToken)
    {
        var request = new UpdateJobRequest { ProjectId = _projectId, Location = Region, JobId = jobId, Job = new Job { RequestedState = state } };
        return _retry.ExecuteAsync(token => _jobs.UpdateJobAsync(request, Options(token)).ResponseAsync, cancellationToken, $"ask Dataflow job {jobId} in {Place} to be {state.ToString().ToLowerInvariant()}");
    }

    // without it Dataflow would look for the job in us-central1
    private CallOptions Options(CancellationToken cancellationToken, DateTime? deadline = null) => new(
        RoutingHeader.For("location", Region), deadline, cancellationToken);
}
