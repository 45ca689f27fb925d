using PmpPulse.Contracts.Topology;
using PmpPulse.GoogleCloud;

namespace PmpPulse.Cli.Engines;

/// <summary>Where commands get the Dataflow engine from.</summary>
internal static class DataflowEngines
{
    /// <summary>The engine of a system, or null where it has none: there is no Dataflow on one machine.</summary>
    /// <param name="clients">The system.</param>
    /// <param name="target">Which system that is.</param>
    /// <param name="clock">Names jobs, and waits.</param>
    /// <param name="maxWorkers">Most workers of a job that is launched; null takes the default.</param>
    public static IDataflowEngine? Of(GoogleCloudClients clients, Target target, TimeProvider clock, int? maxWorkers = null)
    {
        if (target != Target.Gcp || FeedTopology.All.FirstOrDefault(feed => feed.Curation?.Dataflow is not null)?.Curation is not { } curation) return null;
        var options = DataflowEngineOptions.Of(clients.Options.ProjectId, curation);
        return new DataflowEngine(
            clients.Dataflow, clients.Storage, options with { MaxWorkers = maxWorkers ?? options.MaxWorkers }, clock);
    }
}
