using PmpPulse.Contracts.Events;
using PmpPulse.Feeds.Gbfs;
using PmpPulse.Feeds.Kinds;
using PmpPulse.GoogleCloud.PubSub.Push;
using PmpPulse.Writer.Push;

namespace PmpPulse.Writer.Raw;

/// <summary>What the raw writer takes from a message.</summary>
/// <param name="Envelope">The event.</param>
/// <param name="SnapshotId">Its snapshot's id; null if it has none.</param>
internal readonly record struct RawEvent(EventEnvelope Envelope, long? SnapshotId)
{
    /// <summary>Reads the feed once: the reader that finds the list for the id also verifies the payload.</summary>
    /// <exception cref="MessageRejectedException">As <see cref="ExpectedEvent.Read"/>.</exception>
    public static RawEvent Read(PushDelivery delivery, FeedKind kind)
    {
        byte[] buffer = [];
        if (EventEncoding.Unpack(delivery.Data, ref buffer, out var message) is null
            && EventEnvelopeReader.TryReadUnverified(message, out var unverified)
            && unverified.EventType == kind.EventType
            && FeedHeaderReader.Read(unverified.Payload, kind.List).Header is { } header)
        {
            return new RawEvent(unverified, FeedIdentity.Of(unverified, header.List, delivery.Attributes));
        }

        return ReadTwice(delivery, kind);
    }

    /// <summary>The same for any message: first the envelope with its payload, then the feed in that.</summary>
    /// <exception cref="MessageRejectedException">As <see cref="ExpectedEvent.Read"/>.</exception>
    internal static RawEvent ReadTwice(PushDelivery delivery, FeedKind kind)
    {
        var envelope = ExpectedEvent.Read(delivery, kind);
        return new RawEvent(envelope, FeedIdentity.Of(kind.List, envelope, delivery.Attributes));
    }
}
