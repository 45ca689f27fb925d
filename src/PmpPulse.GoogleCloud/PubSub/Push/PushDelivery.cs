namespace PmpPulse.GoogleCloud.PubSub.Push;

/// <summary>
/// A message as a push subscription delivers it (<see href="https://cloud.google.com/pubsub/docs/push#receive_push"/>).
/// </summary>
/// <param name="MessageId">Pub/Sub's id of the message.</param>
/// <param name="Data">The message's bytes; empty if it has only attributes.</param>
/// <param name="Attributes">The publisher's attributes.</param>
/// <param name="OrderingKey">Empty if the message has none.</param>
/// <param name="PublishTime">When Pub/Sub took the message, UTC; null if the request does not say.</param>
/// <param name="Subscription"><c>projects/P/subscriptions/S</c>; empty if the request does not say.</param>
/// <param name="DeliveryAttempt">From 1; only with a dead-letter policy, else null.</param>
public sealed record PushDelivery(
    string MessageId,
    ReadOnlyMemory<byte> Data,
    IReadOnlyDictionary<string, string> Attributes,
    string OrderingKey,
    DateTimeOffset? PublishTime,
    string Subscription,
    int? DeliveryAttempt)
{
    /// <summary>The publisher's span, where the message carries one (see <see cref="MessageTracing"/>).</summary>
    public string? TraceParent => Attributes.GetValueOrDefault(MessageTracing.TraceParentAttribute);
}
