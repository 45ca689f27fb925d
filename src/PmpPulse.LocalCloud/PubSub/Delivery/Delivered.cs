namespace PmpPulse.LocalCloud.PubSub.Delivery;

/// <summary>A delivered message.</summary>
/// <param name="Id">Message id.</param>
/// <param name="Lease">The number of the message's delivery; part of its ack id.</param>
/// <param name="Attempt">1 for the first delivery, incremented by each nack or missed deadline.</param>
/// <param name="Size">Bytes.</param>
/// <param name="Reason">Why the last delivery failed, if known.</param>
internal readonly record struct Delivered(long Id, int Lease, int Attempt, int Size, string? Reason = null);
