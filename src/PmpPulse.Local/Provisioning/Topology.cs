using Google.Cloud.PubSub.V1;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using PmpPulse.Contracts.Topology;
using PmpPulse.GoogleCloud.PubSub;
using PmpPulse.LocalCloud.Hosting;

namespace PmpPulse.Local.Provisioning;

/// <summary>Creates the topics and subscriptions, or updates existing ones.</summary>
internal sealed class Topology(PubSubClients pubSub, ServiceAccounts accounts, IReadOnlyList<FeedTopology> feeds)
{
    private static readonly string[] Updated =
    [
        "ack_deadline_seconds", "message_retention_duration", "expiration_policy", "dead_letter_policy", "retry_policy", "bigquery_config", "push_config",
    ];

    private readonly SubscriptionPlan _plan = new(pubSub, feeds);

    public async Task CreateTopicsAsync(CancellationToken cancellationToken)
    {
        foreach (var topic in _plan.Topics)
        {
            await IgnoringExistingAsync(() => pubSub.Publisher.CreateTopicAsync(
                new Topic { Name = pubSub.TopicName(topic) }, cancellationToken: cancellationToken).ResponseAsync);
        }
    }

    /// <summary>Creates the pull subscriptions: curation's, the audit's, and those that hold dead letters.</summary>
    public async Task CreatePullSubscriptionsAsync(CancellationToken cancellationToken)
    {
        foreach (var subscription in _plan.Pulled)
        {
            await ApplyAsync(subscription, cancellationToken);
        }
    }

    /// <summary>Creates the subscriptions that write dead letters into tables, which must exist.</summary>
    public async Task CreateExportsAsync(CancellationToken cancellationToken)
    {
        foreach (var subscription in _plan.Exports)
        {
            await ApplyAsync(subscription, cancellationToken);
        }
    }

    /// <summary>Creates a push subscription, or points it to its writer's current address.</summary>
    /// <param name="feed">The writer's feed.</param>
    /// <param name="endpoint">The writer's push endpoint.</param>
    /// <param name="cancellationToken">Cancels the call; running it again is safe.</param>
    public Task PushAsync(FeedTopology feed, Uri endpoint, CancellationToken cancellationToken)
    {
        var wanted = _plan.Push(feed);
        wanted.PushConfig = Push(endpoint, feed.Writer.Service);
        return ApplyAsync(wanted, cancellationToken);
    }

    private async Task ApplyAsync(Subscription wanted, CancellationToken cancellationToken)
    {
        if (await IgnoringExistingAsync(() => pubSub.Subscriber.CreateSubscriptionAsync(wanted, cancellationToken: cancellationToken).ResponseAsync))
        {
            return;
        }

        var current = await pubSub.Subscriber.GetSubscriptionAsync(
            new GetSubscriptionRequest { Subscription = wanted.Name }, cancellationToken: cancellationToken);
        if (current.EnableMessageOrdering != wanted.EnableMessageOrdering || current.Topic != wanted.Topic)
        {
            throw new DataDirectoryException(
                $"{wanted.Name} reads {current.Topic} {(current.EnableMessageOrdering ? "in order" : "without ordering")}, and neither can be changed. Delete the subscription, or take a fresh DATA_DIR.");
        }

        var mask = new FieldMask { Paths = { Updated.Where(field => Differs(current, wanted, field)) } };
        if (mask.Paths.Count > 0)
        {
            await pubSub.Subscriber.UpdateSubscriptionAsync(
                new UpdateSubscriptionRequest { Subscription = wanted, UpdateMask = mask }, cancellationToken: cancellationToken);
        }
    }

    private static bool Differs(Subscription current, Subscription wanted, string field)
    {
        var accessor = Subscription.Descriptor.FindFieldByName(field).Accessor;
        var (found, should) = (accessor.GetValue(current), accessor.GetValue(wanted));
        return (found, should) switch
        {
            // whether curation pulls or is pushed to is the operator's choice
            (_, null) when field == "push_config" => false,
            // the operator sets the state
            (BigQueryConfig there, BigQueryConfig config) => there.Table != config.Table || there.WriteMetadata != config.WriteMetadata,
            _ => !Equals(found, should),
        };
    }

    /// <summary>
    /// Points a subscription that the operator has set to push to its service's current address; one that is pulled stays pulled.
    /// </summary>
    public async Task RepointAsync(string subscription, Uri endpoint, string audience, CancellationToken cancellationToken)
    {
        if (await pubSub.FindSubscriptionAsync(subscription, cancellationToken) is { PushConfig.PushEndpoint: { Length: > 0 } })
        {
            await pubSub.SetPushAsync(subscription, Push(endpoint, audience), cancellationToken);
        }
    }

    private PushConfig Push(Uri endpoint, string audience) => new()
    {
        PushEndpoint = endpoint.ToString(),
        OidcToken = new PushConfig.Types.OidcToken { ServiceAccountEmail = accounts.PubSubPush, Audience = audience },
    };

    private static async Task<bool> IgnoringExistingAsync<T>(Func<Task<T>> create)
    {
        try
        {
            await create();
            return true;
        }
        catch (RpcException exception) when (exception.StatusCode == StatusCode.AlreadyExists)
        {
            return false;
        }
    }
}
