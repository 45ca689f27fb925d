using PmpPulse.GoogleCloud;

namespace PmpPulse.Cli.Engines;

/// <summary>Where commands get the Dataflow engine from.</summary>
internal static class DataflowEngines
{
    /// <summary>The engine of a system, or null where it has none: there is no Dataflow on one machine.</summary>
    public static IDataflowEngine? Of(GoogleCloudClients clients, Target target) => target == Target.Gcp
        ? new DataflowEngine(clients.Dataflow, clients.Storage, DataflowEngineOptions.Of(clients.Options.ProjectId), TimeProvider.System)
        : null;
}
