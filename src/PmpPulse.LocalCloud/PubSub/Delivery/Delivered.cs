namespace PmpPulse.LocalCloud.PubSub.Delivery;

/// <summary>A message given to a consumer.</summary>
/// <param name="Id">Message id.</param>
/// <param name="Lease">Which delivery of the message this is; part of its ack id.</param>
/// <param name="Attempt">1 for the first delivery; grows with each nack or missed deadline.</param>
/// <param name="Size">Bytes.</param>
/// <param name="Reason">Why the last delivery failed, where that is known.</param>
internal readonly record struct Delivered(long Id, int Lease, int Attempt, int Size, string? Reason = null);
