using Google.Cloud.PubSub.V1;
using Grpc.Core;
using Microsoft.Extensions.Logging;
using PmpPulse.GoogleCloud.Resilience;

namespace PmpPulse.GoogleCloud.PubSub;

/// <summary>Everything a program needs to talk to Pub/Sub in its project. Thread-safe; one per process is enough.</summary>
public sealed class PubSubClients(
    Publisher.PublisherClient publisher,
    Subscriber.SubscriberClient subscriber,
    string projectId,
    TimeProvider clock,
    ILoggerFactory loggerFactory)
{
    private readonly RpcRetry _administration = new(
        new Backoff(TimeSpan.FromMilliseconds(200), TimeSpan.FromSeconds(5), Random.Shared.NextDouble),
        attemptTimeout: TimeSpan.FromSeconds(10),
        totalTimeout: TimeSpan.FromSeconds(15),
        clock);

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

    /// <summary>The subscription, or null where there is none; transient failures are retried for some seconds.</summary>
    /// <exception cref="RpcException">Pub/Sub refused it or could not be reached.</exception>
    public async Task<Subscription?> FindSubscriptionAsync(string subscriptionId, CancellationToken cancellationToken = default)
    {
        try
        {
            return await _administration.ExecuteAsync(
                stop => Subscriber.GetSubscriptionAsync(
                    new GetSubscriptionRequest { Subscription = SubscriptionName(subscriptionId) }, cancellationToken: stop).ResponseAsync,
                cancellationToken,
                $"read subscription {SubscriptionName(subscriptionId)}");
        }
        catch (RpcException exception) when (exception.StatusCode == StatusCode.NotFound)
        {
            return null;
        }
    }

    /// <summary>Lets Pub/Sub push a subscription's messages, or with an empty configuration lets them be pulled.</summary>
    /// <exception cref="RpcException">Pub/Sub refused it, such as NOT_FOUND, or could not be reached.</exception>
    public Task SetPushAsync(string subscriptionId, PushConfig push, CancellationToken cancellationToken = default) => _administration.ExecuteAsync(
        stop => Subscriber.ModifyPushConfigAsync(
            new ModifyPushConfigRequest { Subscription = SubscriptionName(subscriptionId), PushConfig = push }, cancellationToken: stop).ResponseAsync,
        cancellationToken,
        $"set the push configuration of {SubscriptionName(subscriptionId)}");

    /// <summary>A batching publisher to one topic; the caller disposes it, which sends what is pending.</summary>
    public TopicPublisher CreatePublisher(string topicId, TopicPublisherOptions? options = null) =>
        new(Publisher, TopicName(topicId), options, clock, loggerFactory.CreateLogger<TopicPublisher>());

    /// <summary>A streaming-pull subscriber of one subscription.</summary>
    public StreamingPullSubscriber CreateSubscriber(string subscriptionId, StreamingPullOptions? options = null) =>
        new(Subscriber, SubscriptionName(subscriptionId), options, clock, loggerFactory.CreateLogger<StreamingPullSubscriber>());
}
