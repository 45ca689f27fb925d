using Google.Cloud.PubSub.V1;
using Google.Protobuf.WellKnownTypes;
using PmpPulse.Contracts.Topology;
using PmpPulse.GoogleCloud;
using PmpPulse.Local.Provisioning;
using PmpPulse.Testing;
using PmpPulse.Warehouse.Deployment;

namespace PmpPulse.Chaos.Processes;

/// <summary>
/// Creates the product's tables, topics and subscriptions with shorter times. Ack deadlines are the shortest that Pub/Sub accepts, so
/// that a stalled or killed process is noticed soon. Retries wait at most two seconds, so that a writer that is down for a few seconds
/// fails a message five times and the run can end.
/// </summary>
internal sealed class Provisioner(GoogleCloudClients clients, Func<ChildProcess, string, PushConfig> pushTo, Fleet fleet)
{
    public const int AckDeadlineSeconds = 10;

    private static readonly RetryPolicy ShortRetries = new()
    {
        MinimumBackoff = Duration.FromTimeSpan(TimeSpan.FromMilliseconds(100)),
        MaximumBackoff = Duration.FromTimeSpan(TimeSpan.FromSeconds(2)),
    };

    private readonly SubscriptionPlan _plan = new(clients.PubSub, FeedTopology.Default);
    private readonly bool _isLocalCloud = fleet.Emulator is null;

    public async Task CreateAsync(CancellationToken cancellationToken)
    {
        await new WarehouseProvisioner(clients.BigQuery).CreateAsync(cancellationToken);
        foreach (var topic in _plan.Topics)
        {
            await clients.PubSub.Publisher.CreateTopicAsync(new Topic { Name = clients.PubSub.TopicName(topic) }, cancellationToken: cancellationToken);
        }

        foreach (var subscription in _plan.Pulled) await CreateAsync(subscription, cancellationToken);
        // Google's emulator has no exports
        foreach (var subscription in _isLocalCloud ? _plan.Exports : []) await CreateAsync(subscription, cancellationToken);
        await CreateAsync(Push(Velib.Status, fleet.RawWriter, "raw"), cancellationToken);
        await CreateAsync(Push(Velib.Information, fleet.InformationWriter, "information"), cancellationToken);
    }

    /// <summary>Switches curation's subscription to push, or back to pull.</summary>
    public async Task SetCurationPushAsync(bool push, CancellationToken cancellationToken) => await clients.PubSub.Subscriber.ModifyPushConfigAsync(
        new ModifyPushConfigRequest
        {
            Subscription = clients.PubSub.SubscriptionName(Velib.Curation.Subscription),
            PushConfig = push ? pushTo(fleet.PushCuration, "curation") : new PushConfig(),
        },
        cancellationToken: cancellationToken);

    private Subscription Push(FeedTopology feed, ChildProcess writer, string audience)
    {
        var subscription = _plan.Push(feed);
        subscription.PushConfig = pushTo(writer, audience);
        return subscription;
    }

    private async Task CreateAsync(Subscription subscription, CancellationToken cancellationToken)
    {
        subscription.AckDeadlineSeconds = AckDeadlineSeconds;
        // not on Google's emulator, which sometimes forgets messages that wait because of a retry policy
        if (subscription.RetryPolicy is not null) subscription.RetryPolicy = _isLocalCloud ? ShortRetries : null;
        // Once a subscription has switched between pull and push, Google's emulator corrupts its map of ordered messages (a
        // NullPointerException in OrderedMessageBacklog) and stops delivering. Exactness doesn't depend on order anyway.
        subscription.EnableMessageOrdering &= _isLocalCloud;
        await clients.PubSub.Subscriber.CreateSubscriptionAsync(subscription, cancellationToken: cancellationToken);
    }
}
