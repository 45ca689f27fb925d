using Google.Cloud.PubSub.V1;
using Microsoft.Extensions.Logging;

namespace PmpPulse.GoogleCloud.PubSub;

/// <summary>
/// Receives the messages of one subscription over a streaming pull: bounded by messages and bytes, leases renewed while a message
/// is with us, order kept per ordering key, acknowledgements in batches, reconnecting for as long as it takes.
/// At least once: acknowledgements are best effort, and what is lost with one is delivered again.
/// </summary>
public sealed class StreamingPullSubscriber
{
    public StreamingPullSubscriber(
        Subscriber.SubscriberClient client,
        string subscriptionName,
        StreamingPullOptions? options = null,
        TimeProvider? timeProvider = null,
        ILogger<StreamingPullSubscriber>? logger = null)
    {
        ArgumentNullException.ThrowIfNull(client);
        SubscriptionName = subscriptionName;
    }

    /// <summary>Full name of the subscription, <c>projects/…/subscriptions/…</c>.</summary>
    public string SubscriptionName { get; }

    /// <summary>
    /// Pulls until <paramref name="stoppingToken"/> is cancelled, then stops softly (no more pulling, received messages are
    /// finished within the grace), then hard (handlers cancelled, the rest nacked), and returns. May run once.
    /// </summary>
    /// <exception cref="SubscriptionFailedException">Pub/Sub answered with a status no retry will change; received messages were finished first.</exception>
    public Task RunAsync(MessageHandler handler, CancellationToken stoppingToken) => throw new NotImplementedException();
}
