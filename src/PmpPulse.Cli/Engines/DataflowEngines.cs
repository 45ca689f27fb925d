using PmpPulse.GoogleCloud;
using PmpPulse.Operations;
using PmpPulse.Operations.Engines;

namespace PmpPulse.Cli.Engines;

/// <summary>Creates the Dataflow engine for commands.</summary>
internal static class DataflowEngines
{
    /// <summary>The engine of a system, or null if it has none: there is no Dataflow on one machine.</summary>
    /// <param name="clients">The system.</param>
    /// <param name="target">Which system that is.</param>
    /// <param name="clock">Names jobs, and waits.</param>
    /// <param name="systemId">The bike-share system whose events a job curates; null takes the default.</param>
    /// <param name="maxWorkers">Maximum number of workers of a launched job; null takes the default.</param>
    public static DataflowEngine? Of(GoogleCloudClients clients, Target target, TimeProvider clock, string? systemId = null, int? maxWorkers = null)
    {
        if (target != Target.Gcp || DataflowJobs.Curation is not { } curation) return null;
        var options = DataflowEngineOptions.Of(clients.Options.ProjectId, curation);
        return new DataflowEngine(
            clients.Dataflow, clients.Storage, options with { System = systemId ?? options.System, MaxWorkers = maxWorkers ?? options.MaxWorkers }, clock);
    }
}
