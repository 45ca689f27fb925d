using PmpPulse.Contracts;
using PmpPulse.GoogleCloud;

namespace PmpPulse.Operations.Engines;

/// <summary>Finds out which engines of curation run.</summary>
public static class EngineReader
{
    /// <summary>Each that runs; more than one is a fault.</summary>
    /// <exception cref="GoogleApiException">Google refused to tell.</exception>
    /// <exception cref="Grpc.Core.RpcException">Pub/Sub refused to tell.</exception>
    public static async Task<IReadOnlyList<string>> ReadAsync(GoogleCloudClients clients, Target target, DataflowJobs? dataflow, CancellationToken cancellationToken)
    {
        var subscription = await clients.PubSub.FindSubscriptionAsync(ResourceNames.Subscriptions.Curation, cancellationToken);
        var running = new List<string>();
        var pushed = subscription?.PushConfig is { PushEndpoint.Length: > 0 };
        if (pushed) running.Add("push");
        if (target == Target.Gcp)
        {
            var pool = await clients.CloudRun.FindWorkerPoolAsync(ResourceNames.Services.Curation, cancellationToken);
            if (pool is { InstanceCount: > 0 }) running.Add("worker");
        }
        else if (subscription is not null && !pushed)
        {
            // a part of the process that runs the system; it rests while the subscription pushes
            running.Add("worker");
        }

        if (dataflow is not null && (await dataflow.ListActiveAsync(cancellationToken)).Count > 0) running.Add("dataflow");
        return running;
    }
}
