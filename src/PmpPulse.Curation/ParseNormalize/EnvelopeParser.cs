using PmpPulse.Contracts.Events;
using PmpPulse.Contracts.Json;
using PmpPulse.Feeds.Gbfs;
using PmpPulse.Feeds.Kinds;

namespace PmpPulse.Curation.ParseNormalize;

/// <summary>
/// The first stage: a message's bytes to the envelope of an event that this service curates. Reused from message to message; not
/// thread-safe.
/// </summary>
/// <param name="kind">The only kind of feed whose events it accepts.</param>
/// <param name="systemId">The only system whose events it accepts.</param>
internal sealed class EnvelopeParser(FeedKind kind, string systemId)
{
    // a reused buffer keeps the size it once grew to; past this size it isn't kept
    private const int MaxKeptBytes = 4_000_000;

    private static readonly ReadError NoSnapshotId = new(
        DeadLetters.CurationErrors.InvalidAttribute, $"The message's attribute {MessageAttributes.SnapshotId} must be the id of a snapshot, an INT64 in decimal digits.");

    private readonly EnvelopeHead _head = new();
    private byte[] _unpacked = [];

    /// <summary>
    /// The envelope's text, unpacked if it is gzipped; valid until the next message unless the <see cref="ReleaseBuffer">buffer is
    /// released</see>.
    /// </summary>
    public ReadError? Unpack(SourceMessage source, out ReadOnlyMemory<byte> text) => EventEncoding.Unpack(source.Data, ref _unpacked, out text);

    /// <summary>Leaves the unpacked bytes to the holders of slices of it, or drops them if they are too large to keep.</summary>
    public void ReleaseBuffer(bool isHeld)
    {
        if (isHeld || _unpacked.Length > MaxKeptBytes) _unpacked = [];
    }

    /// <summary>
    /// The hot path: an envelope as the collector writes it, its payload unverified. False leaves it to <see cref="Parse"/>.
    /// </summary>
    public bool TryParse(SourceMessage source, ReadOnlyMemory<byte> text, out EventEnvelope envelope)
    {
        envelope = null!;
        // Parse refuses a message that names its snapshot badly
        return source.IsRowReplay == source.NamedSnapshotId.HasValue
            && _head.TryRead(text, out envelope)
            && envelope.EventType == kind.EventType
            && envelope.Source == systemId;
    }

    /// <summary>The reference.</summary>
    public ParsedMessage Parse(SourceMessage source, ReadOnlyMemory<byte> text)
    {
        var message = EventEnvelopeReader.Read(text);
        if (!message.Succeeded) return new ParsedMessage(null, message.Error, message.Meta);
        var envelope = message.Envelope;
        if (envelope.EventType != kind.EventType) return new ParsedMessage(envelope, null, message.Meta) { IsSkipped = true };
        if (ForeignSource.Find(envelope, systemId) is { } foreign)
        {
            // raw_snapshots_are_curated finds the dead letter of a raw snapshot by the id
            return new ParsedMessage(null, foreign, message.Meta with { SnapshotId = FeedIdentity.Of(kind.List, envelope, source.Attributes) });
        }

        return SnapshotId.TryRead(source.Attributes, out var named)
            ? new ParsedMessage(envelope, null, message.Meta with { SnapshotId = named })
            : new ParsedMessage(null, NoSnapshotId, message.Meta);
    }
}
