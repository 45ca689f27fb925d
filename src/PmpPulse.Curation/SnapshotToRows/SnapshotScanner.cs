using PmpPulse.Contracts.Events;
using PmpPulse.Contracts.Json;
using PmpPulse.Curation.ParseNormalize;
using PmpPulse.Curation.ValidateRow;
using PmpPulse.Feeds.Gbfs;
using PmpPulse.Feeds.Rows;

namespace PmpPulse.Curation.SnapshotToRows;

/// <summary>
/// The second stage's hot path: finds the elements of a payload in one pass and hands each on as it comes. Anything
/// unusual it leaves to <see cref="SnapshotReader"/>.
/// </summary>
internal sealed class SnapshotScanner(FeedList list, IElementRows elements, SnapshotBuilder builder)
{
    // depth of an element: the payload, its data and the list are around it
    private const int ElementDepth = 4;

    /// <summary>
    /// Reads a payload. The snapshot's id is needed for its first row and is a hash of the whole list: so the list is assumed to end at the
    /// payload's last bracket, which is verified once the list is read.
    /// </summary>
    /// <returns>False if the reader must start over; what was gathered is then void.</returns>
    public bool TryRead(SourceMessage source, ReadOnlyMemory<byte> text, EventEnvelope envelope)
    {
        var payload = envelope.Payload;
        var scanner = new JsonScanner(payload.Span, 0);
        if (!scanner.TryTake((byte)'{')) return false;
        var found = false;
        do
        {
            if (!scanner.TryTakePlainString(out var name) || !scanner.TryTake((byte)':')) return false;
            if (!payload.Span[name].SequenceEqual("data"u8))
            {
                if (!scanner.SkipValue(2)) return false;
                continue;
            }

            if (found || !TryReadData(ref scanner, source, text, envelope)) return false;
            found = true;
        }
        while (scanner.TryTake((byte)','));
        return found && scanner.TryTake((byte)'}') && scanner.AtEnd;
    }

    private bool TryReadData(ref JsonScanner scanner, SourceMessage source, ReadOnlyMemory<byte> text, EventEnvelope envelope)
    {
        if (!scanner.TryTake((byte)'{')) return false;
        var found = false;
        do
        {
            if (!scanner.TryTakePlainString(out var name) || !scanner.TryTake((byte)':')) return false;
            if (!list.Is(envelope.Payload.Span[name]))
            {
                if (!scanner.SkipValue(3)) return false;
                continue;
            }

            if (found || !TryReadList(ref scanner, source, text, envelope)) return false;
            found = true;
        }
        while (scanner.TryTake((byte)','));
        return found && scanner.TryTake((byte)'}');
    }

    private bool TryReadList(ref JsonScanner scanner, SourceMessage source, ReadOnlyMemory<byte> text, EventEnvelope envelope)
    {
        var payload = envelope.Payload;
        if (scanner.Peek() != '[') return false;
        var start = scanner.Position++;
        var end = payload.Span.LastIndexOf((byte)']') + 1;
        if (end <= start) return false;
        builder.Start(source, text, envelope, payload.Span[start..end], source.NamedSnapshotId);
        if (scanner.TryTake((byte)']')) return scanner.Position == end;

        do
        {
            scanner.SkipWhiteSpace();
            var element = scanner.Position;
            if (elements.TryWrite(ref scanner, payload, builder.Snapshot, builder.Rows, out var id))
            {
                builder.AddWritten(id);
            }
            else
            {
                scanner.Position = element;
                if (!scanner.SkipValue(ElementDepth)) return false;
                builder.AddByReference(payload[element..scanner.Position]);
            }

            if (builder.Elements > JsonLimits.MaxElements) return false;
        }
        while (scanner.TryTake((byte)','));
        return scanner.TryTake((byte)']') && scanner.Position == end;
    }
}
