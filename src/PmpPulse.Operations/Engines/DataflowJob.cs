using Google.Cloud.Dataflow.V1Beta3;
using Google.Protobuf.Reflection;

namespace PmpPulse.Operations.Engines;

/// <summary>A Dataflow job of this system.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Name">Its name: the curation service's, and when it was launched.</param>
/// <param name="State">Such as <c>JOB_STATE_RUNNING</c>.</param>
public sealed record DataflowJob(string Id, string Name, string State)
{
    /// <summary>The job as Dataflow reports it.</summary>
    public static DataflowJob Of(Job job) => new(job.Id, job.Name, Word(job.CurrentState));

    // as spelled by Google's REST API and its console
    private static string Word(JobState state) =>
        typeof(JobState).GetField(state.ToString())?.GetCustomAttributes(typeof(OriginalNameAttribute), false)
            .OfType<OriginalNameAttribute>().FirstOrDefault()?.Name ?? $"JOB_STATE_{(int)state}";
}
