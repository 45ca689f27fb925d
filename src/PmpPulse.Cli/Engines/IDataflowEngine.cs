namespace PmpPulse.Cli.Engines;

/// <summary>Curation on Dataflow: its jobs are listed, launched and stopped.</summary>
internal interface IDataflowEngine
{
    /// <summary>This system's jobs that run, or are about to, or are being stopped.</summary>
    Task<IReadOnlyList<DataflowJobSummary>> ListActiveAsync(CancellationToken cancellationToken);

    /// <summary>Launches a job and returns once Dataflow has taken it.</summary>
    /// <exception cref="MisuseException">One runs already.</exception>
    Task<DataflowJobSummary> LaunchAsync(IProgress<string> progress, CancellationToken cancellationToken);

    /// <summary>Stops a job.</summary>
    /// <param name="jobId">Its id.</param>
    /// <param name="drain">Lets it finish what it has read, which takes minutes; cancelling gives it back to Pub/Sub at once.</param>
    /// <param name="cancellationToken">Gives up.</param>
    Task StopAsync(string jobId, bool drain, CancellationToken cancellationToken);
}

/// <summary>A Dataflow job.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Name">Its name: the curation service's, and when it was launched.</param>
/// <param name="State">Such as <c>JOB_STATE_RUNNING</c>.</param>
internal sealed record DataflowJobSummary(string Id, string Name, string State);
