using Google.Cloud.PubSub.V1;
using Microsoft.Extensions.Logging;

namespace PmpPulse.GoogleCloud.PubSub;

/// <summary>
/// Publishes to one topic in batches. Messages that carry an ordering key are sent in the order of the calls, one batch of a
/// key at a time. Thread-safe. A retried batch may be published twice; Pub/Sub is at-least-once.
/// </summary>
public sealed class TopicPublisher : IAsyncDisposable
{
    public TopicPublisher(
        Publisher.PublisherClient client,
        string topicName,
        TopicPublisherOptions? options = null,
        TimeProvider? timeProvider = null,
        ILogger<TopicPublisher>? logger = null)
    {
        ArgumentNullException.ThrowIfNull(client);
        TopicName = topicName;
    }

    /// <summary>Full name of the topic, <c>projects/…/topics/…</c>.</summary>
    public string TopicName { get; }

    /// <summary>Queues a message and completes with its server-assigned id once Pub/Sub has stored it.</summary>
    /// <param name="message">Owned by the publisher from here on; don't change it.</param>
    /// <param name="cancellationToken">Gives up waiting. A message already in a batch may be published all the same.</param>
    /// <exception cref="Grpc.Core.RpcException">Pub/Sub refused the batch, or could not be reached within the time allowed.</exception>
    /// <exception cref="OrderingKeyPausedException">An earlier message of the same ordering key failed.</exception>
    public Task<string> PublishAsync(PubsubMessage message, CancellationToken cancellationToken = default) => throw new NotImplementedException();

    /// <summary>Lets an ordering key publish again after one of its messages failed. No effect on a key that isn't paused.</summary>
    public void ResumeOrderingKey(string orderingKey) => throw new NotImplementedException();

    /// <summary>Sends what is pending now and completes when all of it is published or has failed (failures are reported to their publishers).</summary>
    public Task FlushAsync(CancellationToken cancellationToken = default) => throw new NotImplementedException();

    /// <summary>Refuses new messages, sends what is pending, waits for it.</summary>
    public ValueTask DisposeAsync() => throw new NotImplementedException();
}
