using Google.Cloud.PubSub.V1;
using Microsoft.Extensions.Logging;

namespace PmpPulse.GoogleCloud.PubSub;

/// <summary>Everything a program needs to talk to Pub/Sub in its project. Thread-safe; one per process is enough.</summary>
public sealed class PubSubClients(
    Publisher.PublisherClient publisher,
    Subscriber.SubscriberClient subscriber,
    string projectId,
    TimeProvider timeProvider,
    ILoggerFactory loggerFactory)
{
    /// <summary>Topics and plain publishing, call by call.</summary>
    public Publisher.PublisherClient Publisher { get; } = publisher;

    /// <summary>Subscriptions, snapshots and plain pulling, call by call.</summary>
    public Subscriber.SubscriberClient Subscriber { get; } = subscriber;

    /// <summary>The project all short names below are in.</summary>
    public string ProjectId { get; } = projectId;

    /// <summary><c>projects/{project}/topics/{topicId}</c>.</summary>
    public string TopicName(string topicId) => $"projects/{ProjectId}/topics/{topicId}";

    /// <summary><c>projects/{project}/subscriptions/{subscriptionId}</c>.</summary>
    public string SubscriptionName(string subscriptionId) => $"projects/{ProjectId}/subscriptions/{subscriptionId}";

    /// <summary>A batching publisher to one topic; the caller disposes it, which sends what is pending.</summary>
    public TopicPublisher CreatePublisher(string topicId, TopicPublisherOptions? options = null) =>
        new(Publisher, TopicName(topicId), options, timeProvider, loggerFactory.CreateLogger<TopicPublisher>());

    /// <summary>A streaming-pull subscriber of one subscription.</summary>
    public StreamingPullSubscriber CreateSubscriber(string subscriptionId, StreamingPullOptions? options = null) =>
        new(Subscriber, SubscriptionName(subscriptionId), options, timeProvider, loggerFactory.CreateLogger<StreamingPullSubscriber>());
}
