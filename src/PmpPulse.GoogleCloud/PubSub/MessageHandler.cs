namespace PmpPulse.GoogleCloud.PubSub;

/// <summary>
/// Handles one message. Messages with the same ordering key are handed over one after another, others concurrently. An exception is
/// logged and counts as <see cref="Reply.Nack"/>. After a nack the queued messages of the same ordering key are nacked unhandled,
/// because Pub/Sub delivers them again after the failed one.
/// </summary>
/// <param name="message">The delivery.</param>
/// <param name="hardStop">
/// Cancelled when the grace period of a shutdown is over; a handler that hasn't answered soon after counts as having nacked.
/// </param>
public delegate Task<Reply> MessageHandler(DeliveredMessage message, CancellationToken hardStop);
