using Google.Cloud.PubSub.V1;
using Grpc.Core;
using PmpPulse.GoogleCloud.PubSub;

namespace PmpPulse.Cli.Replay;

/// <summary>Publishes to the topics of a replay, at its pace. Takes messages one after the other.</summary>
internal sealed class Republisher(PubSubClients pubSub, ReplayPace pace) : IAsyncDisposable
{
    private readonly Dictionary<string, TopicPublisher> _publishers = new(StringComparer.Ordinal);

    /// <summary>Waits until the message may go. Cancelled, it is not published.</summary>
    public Task WaitAsync(PubsubMessage message, CancellationToken cancellationToken) =>
        pace.WaitAsync(message.OrderingKey, message.CalculateSize(), cancellationToken);

    /// <summary>Publishes; a publish that has begun is finished even after cancellation.</summary>
    /// <returns>Why it is not published, or null when it is, durably.</returns>
    public async Task<string?> PublishAsync(string topic, PubsubMessage message)
    {
        if (!_publishers.TryGetValue(topic, out var publisher)) _publishers.Add(topic, publisher = pubSub.CreatePublisher(topic));
        // in a replay messages are independent: one that failed must not hold up the others of its key
        publisher.ResumeOrderingKey(message.OrderingKey);
        try
        {
            await publisher.PublishAsync(message, CancellationToken.None);
            return null;
        }
        catch (RpcException exception)
        {
            return $"not published: {exception.Status.StatusCode}: {exception.Status.Detail}";
        }
        catch (OrderingKeyPausedException exception)
        {
            return $"not published: {exception.Message}";
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var publisher in _publishers.Values) await publisher.DisposeAsync();
    }
}
