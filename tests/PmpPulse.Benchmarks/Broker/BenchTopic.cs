using Google.Cloud.PubSub.V1;
using Grpc.Net.Client;

namespace PmpPulse.Benchmarks.Broker;

/// <summary>A topic with one subscription; both are deleted on disposal.</summary>
internal sealed class BenchTopic : IAsyncDisposable
{
    private readonly Publisher.PublisherClient _publisher;
    private readonly Subscriber.SubscriberClient _subscriber;

    private BenchTopic(GrpcChannel channel)
    {
        var id = Guid.NewGuid().ToString("N");
        (Name, Subscription) = ($"projects/bench/topics/t{id}", $"projects/bench/subscriptions/s{id}");
        _publisher = new Publisher.PublisherClient(channel);
        _subscriber = new Subscriber.SubscriberClient(channel);
    }

    public string Name { get; }

    public string Subscription { get; }

    public static async Task<BenchTopic> CreateAsync(GrpcChannel channel, CancellationToken cancellationToken)
    {
        var topic = new BenchTopic(channel);
        await topic._publisher.CreateTopicAsync(new Topic { Name = topic.Name }, cancellationToken: cancellationToken);
        await topic._subscriber.CreateSubscriptionAsync(
            new Subscription { Name = topic.Subscription, Topic = topic.Name, AckDeadlineSeconds = 60 }, cancellationToken: cancellationToken);
        return topic;
    }

    public async ValueTask DisposeAsync()
    {
        await _subscriber.DeleteSubscriptionAsync(new DeleteSubscriptionRequest { Subscription = Subscription });
        await _publisher.DeleteTopicAsync(new DeleteTopicRequest { Topic = Name });
    }
}
