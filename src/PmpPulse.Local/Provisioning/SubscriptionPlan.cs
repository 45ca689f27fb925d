using Google.Cloud.PubSub.V1;
using Google.Protobuf.WellKnownTypes;
using PmpPulse.Contracts.Topology;
using PmpPulse.GoogleCloud.PubSub;

namespace PmpPulse.Local.Provisioning;

/// <summary>The subscriptions as <c>infra/terraform</c> creates them on Google Cloud; a test compares the two.</summary>
internal sealed class SubscriptionPlan(PubSubClients pubSub, IReadOnlyList<FeedTopology> feeds)
{
    public IReadOnlyList<string> Topics => [.. feeds.SelectMany(feed => new[] { feed.Topic, feed.DeadLetters.Topic })];

    /// <summary>The ordered ones for curation, one day's audit, and those that hold dead letters for the replay.</summary>
    public IEnumerable<Subscription> Pulled => feeds.SelectMany(feed => new[]
    {
        feed.Curation is { } curation ? Curation(curation.Subscription, feed.Topic) : null,
        feed.AuditSubscription is { } audit ? Subscription(audit, feed.Topic, retentionDays: 1) : null,
        Subscription(feed.DeadLetters.HoldSubscription, feed.DeadLetters.Topic),
    }).OfType<Subscription>();

    /// <summary>Those that write dead letters into their tables, which must exist.</summary>
    public IEnumerable<Subscription> Exports => feeds.Select(feed => Export(feed.DeadLetters));

    /// <summary>The push subscription of a feed's writer, without its endpoint.</summary>
    public Subscription Push(FeedTopology feed)
    {
        // not ordered: one poison message would hold up its whole feed
        var subscription = Subscription(feed.Writer.Subscription, feed.Topic);
        subscription.DeadLetterPolicy = new DeadLetterPolicy { DeadLetterTopic = pubSub.TopicName(feed.DeadLetters.Topic), MaxDeliveryAttempts = 5 };
        subscription.RetryPolicy = Retry();
        return subscription;
    }

    private Subscription Curation(string name, string topic)
    {
        var subscription = Subscription(name, topic);
        subscription.EnableMessageOrdering = true;
        subscription.AckDeadlineSeconds = 120;
        return subscription;
    }

    private Subscription Export(DeadLetterPath path)
    {
        var subscription = Subscription(path.ExportSubscription, path.Topic);
        subscription.BigqueryConfig = new BigQueryConfig { Table = $"{pubSub.ProjectId}.{path.Table}", WriteMetadata = true };
        subscription.RetryPolicy = Retry();
        return subscription;
    }

    private Subscription Subscription(string name, string topic, int retentionDays = 7) => new()
    {
        Name = pubSub.SubscriptionName(name),
        Topic = pubSub.TopicName(topic),
        AckDeadlineSeconds = 60,
        MessageRetentionDuration = Duration.FromTimeSpan(TimeSpan.FromDays(retentionDays)),
        // never: 31 quiet days must not delete it
        ExpirationPolicy = new ExpirationPolicy(),
    };

    private static RetryPolicy Retry() => new()
    {
        MinimumBackoff = Duration.FromTimeSpan(TimeSpan.FromSeconds(10)),
        MaximumBackoff = Duration.FromTimeSpan(TimeSpan.FromSeconds(600)),
    };
}
