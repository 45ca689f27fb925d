using PmpPulse.Contracts.Events;
using PmpPulse.Contracts.Json;

namespace PmpPulse.Feeds.Gbfs;

/// <summary>The identity of a snapshot: the bytes of its list.</summary>
public static class FeedIdentity
{
    /// <summary>The id that curation gives to a message's snapshot; null if it gives none.</summary>
    /// <param name="list">The list of the message's kind of feed.</param>
    /// <param name="envelope">The message's envelope.</param>
    /// <param name="attributes">
    /// Its attributes: with <see cref="MessageAttributes.SnapshotId"/> they say which snapshot it belongs to.
    /// </param>
    public static long? Of(FeedList list, EventEnvelope envelope, IReadOnlyDictionary<string, string> attributes)
    {
        ArgumentNullException.ThrowIfNull(envelope);
        var elements = envelope.PayloadIsJson
            ? FeedHeaderReader.Read(envelope.Payload, list).Header?.List
            : BrokenFeed.Read(envelope.Payload, list, JsonLimits.MaxElements)?.List;
        return Of(envelope, elements, attributes);
    }

    /// <summary>The same where the payload has been read.</summary>
    /// <param name="envelope">The message's envelope.</param>
    /// <param name="elements">The bytes of the list in its payload; null if there is none.</param>
    /// <param name="attributes">The message's attributes.</param>
    public static long? Of(EventEnvelope envelope, ReadOnlyMemory<byte>? elements, IReadOnlyDictionary<string, string> attributes) =>
        SnapshotId.TryRead(attributes, out var told) && elements is { } bytes ? told ?? SnapshotId.Compute(envelope, bytes.Span) : null;
}
