using PmpPulse.Contracts.Events;
using PmpPulse.Contracts.Json;
using PmpPulse.Curation.DeadLetters;
using PmpPulse.Curation.ParseNormalize;
using PmpPulse.Curation.ValidateRow;
using PmpPulse.Feeds.Gbfs;

namespace PmpPulse.Curation.SnapshotToRows;

/// <summary>
/// The second stage's reference: an envelope to the elements of its feed's list, each of which becomes a row or a dead letter.
/// </summary>
internal sealed class SnapshotReader(FeedList list, SnapshotBuilder builder)
{
    /// <summary>Reads a payload.</summary>
    /// <param name="source">Its message.</param>
    /// <param name="text">The message's text.</param>
    /// <param name="envelope">The envelope.</param>
    /// <param name="meta">What was read of it.</param>
    /// <param name="mayBeOrdinary">Whether the hot path may read elements of a payload that is not JSON as a whole.</param>
    public CuratedMessage Read(SourceMessage source, ReadOnlyMemory<byte> text, EventEnvelope envelope, EventMeta meta, bool mayBeOrdinary)
    {
        if (!envelope.PayloadIsJson && BrokenFeed.Read(envelope.Payload, list, JsonLimits.MaxElements) is { } broken)
        {
            return ReadBroken(source, text, envelope, broken, meta.SnapshotId, mayBeOrdinary);
        }

        var feed = FeedHeaderReader.Read(envelope.Payload, list);
        if (!feed.Succeeded) return CuratedMessage.Failed(source, text, Stage.SnapshotToStationRows, feed.Error, meta, envelope);

        builder.Start(source, text, envelope, feed.Header.List.Span, meta.SnapshotId);
        if (feed.Header.Count > JsonLimits.MaxElements) return builder.TooLarge(feed.Header.Count);
        foreach (var element in FeedElements.Split(feed.Header.List)) builder.AddByReference(element);
        return builder.Build();
    }

    /// <summary>A feed that is not JSON as a whole: each of its elements is validated by its own bytes.</summary>
    private CuratedMessage ReadBroken(SourceMessage source, ReadOnlyMemory<byte> text, EventEnvelope envelope, BrokenFeed feed, long? named, bool mayBeOrdinary)
    {
        builder.Start(source, text, envelope, feed.List.Span, named, feed.IsCutOff);
        if (feed.Elements.Count > JsonLimits.MaxElements) return builder.TooLarge(feed.Elements.Count);
        foreach (var element in feed.Elements) builder.Add(element, mayBeOrdinary);
        return builder.Build();
    }
}
