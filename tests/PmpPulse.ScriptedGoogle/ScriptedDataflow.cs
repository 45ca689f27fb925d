using System.Collections.Concurrent;
using Google.Cloud.Dataflow.V1Beta3;
using Grpc.Core;

namespace PmpPulse.ScriptedGoogle;

/// <summary>Dataflow's jobs in <see cref="ScriptedCloud"/>. Launched jobs stay queued, and every job obeys stop requests.</summary>
public sealed class ScriptedDataflow
{
    /// <summary>All jobs ever launched.</summary>
    public ConcurrentDictionary<string, Job> Jobs { get; } = new();

    public ConcurrentQueue<LaunchFlexTemplateRequest> Launches { get; } = new();

    /// <summary>Every call's routing header.</summary>
    public ConcurrentQueue<string?> Routes { get; } = new();

    /// <summary>Runs before a launch is answered.</summary>
    public Action OnLaunch { get; set; } = () => { };

    /// <summary>Refuses requests with this error.</summary>
    public RpcException? Refusal { get; set; }

    public Job Add(string name, JobState state = JobState.Running, string? id = null)
    {
        var job = new Job { Id = id ?? $"id-{name}", Name = name, CurrentState = state };
        Jobs[job.Id] = job;
        return job;
    }

    private void Record(ServerCallContext context)
    {
        Routes.Enqueue(context.RequestHeaders.GetValue("x-goog-request-params"));
        if (Refusal is not null) throw Refusal;
    }

    internal sealed class JobsService(ScriptedDataflow dataflow) : JobsV1Beta3.JobsV1Beta3Base
    {
        public override Task<ListJobsResponse> ListJobs(ListJobsRequest request, ServerCallContext context)
        {
            dataflow.Record(context);
            request.Filter.Should().Be(ListJobsRequest.Types.Filter.Active);
            // one per page: a client that reads only the first would launch a second job
            var jobs = dataflow.Jobs.Values.Where(job => job.CurrentState is JobState.Running or JobState.Queued or JobState.Draining or JobState.Cancelling).OrderBy(job => job.Id, StringComparer.Ordinal).ToList();
            var at = request.PageToken.Length == 0 ? 0 : int.Parse(request.PageToken, System.Globalization.CultureInfo.InvariantCulture);
            var page = new ListJobsResponse();
            if (at < jobs.Count) page.Jobs.Add(jobs[at]);
            if (at + 1 < jobs.Count) page.NextPageToken = (at + 1).ToString(System.Globalization.CultureInfo.InvariantCulture);
            return Task.FromResult(page);
        }

        public override Task<Job> GetJob(GetJobRequest request, ServerCallContext context)
        {
            dataflow.Record(context);
            return Task.FromResult(Find(request.JobId));
        }

        public override Task<Job> UpdateJob(UpdateJobRequest request, ServerCallContext context)
        {
            dataflow.Record(context);
            var job = Find(request.JobId);
            job.RequestedState = request.Job.RequestedState;
            job.CurrentState = request.Job.RequestedState == JobState.Drained ? JobState.Draining : JobState.Cancelling;
            return Task.FromResult(job);
        }

        private Job Find(string id) => dataflow.Jobs.TryGetValue(id, out var job) ? job : throw new RpcException(new Grpc.Core.Status(StatusCode.NotFound, "no such job"));
    }

    internal sealed class TemplatesService(ScriptedDataflow dataflow) : FlexTemplatesService.FlexTemplatesServiceBase
    {
        public override Task<LaunchFlexTemplateResponse> LaunchFlexTemplate(LaunchFlexTemplateRequest request, ServerCallContext context)
        {
            dataflow.Record(context);
            dataflow.OnLaunch();
            dataflow.Launches.Enqueue(request);
            return Task.FromResult(new LaunchFlexTemplateResponse { Job = dataflow.Add(request.LaunchParameter.JobName, JobState.Queued) });
        }
    }
}
