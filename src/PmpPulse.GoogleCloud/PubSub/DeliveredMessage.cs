using Google.Cloud.PubSub.V1;

namespace PmpPulse.GoogleCloud.PubSub;

/// <summary>One delivery of a message to this subscriber.</summary>
/// <param name="Message">The message, with its id and publish time.</param>
/// <param name="DeliveryAttempt">
/// Which attempt this is, from 1; 0 if the subscription has no dead-letter policy, which counts attempts.
/// </param>
/// <param name="ReceivedAt">When it came off the stream (UTC).</param>
public sealed record DeliveredMessage(PubsubMessage Message, int DeliveryAttempt, DateTimeOffset ReceivedAt);
