using Google.Cloud.Dataflow.V1Beta3;
using PmpPulse.Contracts.Topology;
using PmpPulse.GoogleCloud;
using PmpPulse.GoogleCloud.Dataflow;

namespace PmpPulse.Operations.Engines;

/// <summary>Curation on Dataflow: the jobs of one feed are listed and stopped.</summary>
/// <param name="dataflow">Where they run.</param>
/// <param name="curation">The feed's curation.</param>
public sealed class DataflowJobs(DataflowClient dataflow, CurationTopology curation)
{
    /// <summary>The curation that has a pipeline; null if no feed has one.</summary>
    public static CurationTopology? Curation { get; } = FeedTopology.All.Select(feed => feed.Curation).FirstOrDefault(curation => curation?.Dataflow is not null);

    /// <summary>What the names of its jobs begin with.</summary>
    public string NamePrefix { get; } = $"{curation.Service}-";

    /// <summary>The jobs of a system, or null if it has none: there is no Dataflow on one machine.</summary>
    public static DataflowJobs? Of(GoogleCloudClients clients, Target target) =>
        target == Target.Gcp && Curation is { } curation ? new DataflowJobs(clients.Dataflow, curation) : null;

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
