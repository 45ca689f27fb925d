using PmpPulse.Cli.Running;
using PmpPulse.Contracts.Topology;
using PmpPulse.Operations;

namespace PmpPulse.Cli.Status;

/// <summary>Finds out which engines of curation run.</summary>
internal static class EngineReader
{
    /// <summary>The engines that curate a feed; more than one is a fault.</summary>
    /// <exception cref="GoogleCloud.GoogleApiException">Google refused.</exception>
    /// <exception cref="Grpc.Core.RpcException">Pub/Sub refused.</exception>
    public static async Task<IReadOnlyList<string>> ReadAsync(CommandContext context, CurationTopology curation, CancellationToken cancellationToken)
    {
        var subscription = await context.Clients.PubSub.FindSubscriptionAsync(curation.Subscription, cancellationToken);
        var running = new List<string>();
        var pushed = subscription?.PushConfig is { PushEndpoint.Length: > 0 };
        if (pushed) running.Add("push");
        if (context.Target == Target.Gcp)
        {
            var pool = await context.Clients.CloudRun.FindWorkerPoolAsync(curation.Service, cancellationToken);
            if (pool is { InstanceCount: > 0 }) running.Add("worker");
        }
        else if (subscription is not null && !pushed)
        {
            // a part of the process that runs the system; it is idle while the subscription pushes
            running.Add("worker");
        }

        if (curation.Dataflow is not null && context.Dataflow is { } dataflow && (await dataflow.Jobs.ListActiveAsync(cancellationToken)).Count > 0) running.Add("dataflow");
        return running;
    }

    /// <summary>The engines that curate any of the feeds.</summary>
    public static async Task<IReadOnlyList<string>> ReadAllAsync(CommandContext context, CancellationToken cancellationToken)
    {
        var running = new List<string>();
        foreach (var feed in context.Curated) running.AddRange(await ReadAsync(context, feed.Curation!, cancellationToken));
        return [.. running.Distinct()];
    }
}
