using Google.Cloud.Dataflow.V1Beta3;
using PmpPulse.Contracts.Topology;
using PmpPulse.GoogleCloud;
using PmpPulse.GoogleCloud.Dataflow;

namespace PmpPulse.Operations.Engines;

/// <summary>Curation on Dataflow: this system's jobs are listed and stopped.</summary>
public sealed class DataflowJobs(DataflowClient dataflow)
{
    /// <summary>What the names of this system's jobs begin with.</summary>
    public static string NamePrefix { get; } = $"{FeedTopology.Find(FeedTopology.DefaultId)!.Curation!.Service}-";

    /// <summary>The jobs of a system, or null if it has none: there is no Dataflow on one machine.</summary>
    public static DataflowJobs? Of(GoogleCloudClients clients, Target target) => target == Target.Gcp ? new DataflowJobs(clients.Dataflow) : null;

    /// <summary>Those that run, or are about to, or are being stopped.</summary>
    public async Task<IReadOnlyList<DataflowJob>> ListActiveAsync(CancellationToken cancellationToken) =>
        [.. (await dataflow.ListActiveAsync(cancellationToken))
            .Where(job => job.Name.StartsWith(NamePrefix, StringComparison.Ordinal) && !HasEnded(job.CurrentState)).Select(DataflowJob.Of)];

    /// <summary>Stops a job.</summary>
    /// <param name="jobId">Its id.</param>
    /// <param name="drain">Lets it finish what it has read, which takes minutes; cancelling gives it back to Pub/Sub at once.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public async Task StopAsync(string jobId, bool drain, CancellationToken cancellationToken)
    {
        // a job that does not run yet has read nothing, and can only be cancelled
        var isDrained = drain && (await dataflow.GetAsync(jobId, cancellationToken)).CurrentState == JobState.Running;
        await (isDrained ? dataflow.DrainAsync(jobId, cancellationToken) : dataflow.CancelAsync(jobId, cancellationToken));
    }

    /// <summary>Whether a job has ended.</summary>
    public static bool HasEnded(JobState state) => state is
        JobState.Done or JobState.Failed or JobState.Cancelled or JobState.Updated or JobState.Drained;
}
