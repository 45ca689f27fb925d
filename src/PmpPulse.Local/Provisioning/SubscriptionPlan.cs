using Google.Cloud.PubSub.V1;
using Google.Protobuf.WellKnownTypes;
using PmpPulse.Contracts;
using PmpPulse.GoogleCloud.PubSub;

namespace PmpPulse.Local.Provisioning;

/// <summary>The subscriptions as <c>infra/terraform</c> makes them on Google Cloud; a test holds the two together.</summary>
internal sealed class SubscriptionPlan(PubSubClients pubSub)
{
    private static readonly PushPath[] PushPaths =
    [
        new(
            ResourceNames.Subscriptions.EventsToBigQuery, ResourceNames.Topics.Events, ResourceNames.Topics.EventsPushDeadLetters,
            ResourceNames.Subscriptions.EventsDeadLetterHold, ResourceNames.Subscriptions.EventsDeadLetterToBigQuery,
            ResourceNames.Tables.StatusPushDeadLetters),
        new(
            ResourceNames.Subscriptions.StationInfoToBigQuery, ResourceNames.Topics.StationInfo, ResourceNames.Topics.StationInfoPushDeadLetters,
            ResourceNames.Subscriptions.StationInfoDeadLetterHold, ResourceNames.Subscriptions.StationInfoDeadLetterToBigQuery,
            ResourceNames.Tables.StationInfoPushDeadLetters),
    ];

    public static IReadOnlyList<string> Topics { get; } =
    [
        ResourceNames.Topics.Events, ResourceNames.Topics.StationInfo,
        ResourceNames.Topics.EventsPushDeadLetters, ResourceNames.Topics.StationInfoPushDeadLetters,
    ];

    /// <summary>The ordered one that curation reads, one day's audit, and what holds dead letters for the replay.</summary>
    public IEnumerable<Subscription> Pulled =>
    [
        Curation(),
        Subscription(ResourceNames.Subscriptions.Audit, ResourceNames.Topics.Events, retentionDays: 1),
        .. PushPaths.Select(path => Subscription(path.Hold, path.DeadLetters)),
    ];

    /// <summary>What writes dead letters into their tables, which must be there.</summary>
    public IEnumerable<Subscription> Exports => PushPaths.Select(Export);

    /// <summary>A push subscription, without its endpoint.</summary>
    public Subscription Push(string name)
    {
        var path = PushPaths.Single(path => path.Name == name);
        // not ordered: one poison message would hold up its whole feed
        var subscription = Subscription(path.Name, path.Topic);
        subscription.DeadLetterPolicy = new DeadLetterPolicy { DeadLetterTopic = pubSub.TopicName(path.DeadLetters), MaxDeliveryAttempts = 5 };
        subscription.RetryPolicy = Retry();
        return subscription;
    }

    private Subscription Curation()
    {
        var subscription = Subscription(ResourceNames.Subscriptions.Curation, ResourceNames.Topics.Events);
        subscription.EnableMessageOrdering = true;
        subscription.AckDeadlineSeconds = 120;
        return subscription;
    }

    private Subscription Export(PushPath path)
    {
        var subscription = Subscription(path.Export, path.DeadLetters);
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

    /// <summary>A push subscription and where its dead letters go, by short names.</summary>
    private sealed record PushPath(string Name, string Topic, string DeadLetters, string Hold, string Export, TableName Table);
}
