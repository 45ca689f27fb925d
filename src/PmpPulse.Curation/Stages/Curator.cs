using PmpPulse.Contracts;
using PmpPulse.Curation.Stations;

namespace PmpPulse.Curation.Stages;

/// <summary>
/// The pure stages of curation, from a message's bytes to encoded rows and dead letters. <see cref="Curate"/> is the hot path: one pass
/// over the message as the collector writes it; whatever it does not plainly understand it leaves to <see cref="CuratePlainly"/>, which
/// defines the meaning. Both throw for no bytes. Reused from message to message; not thread-safe.
/// </summary>
internal sealed class Curator
{
    private const int SnapshotDepth = 4;

    private static readonly ReadError NoSnapshotId = new(
        CurationErrors.InvalidAttribute, $"The message's attribute {MessageAttributes.SnapshotId} must be the id of a snapshot, an INT64 in decimal digits.");

    private readonly SnapshotBuilder _builder = new();

    /// <summary>Curates a message.</summary>
    public CuratedMessage Curate(SourceMessage source)
    {
        // a snapshot that the message names badly is the plain twin's to refuse
        if (source.IsRowReplay == source.NamedSnapshotId.HasValue
            && EventEnvelopeReader.TryReadUnverified(source.Data, out var envelope)
            && envelope.EventType == EventTypes.StationStatusSnapshot
            && TryReadPayload(source, envelope))
        {
            return _builder.Build();
        }

        return CuratePlainly(source);
    }

    /// <summary>Curates a message stage by stage, by the book.</summary>
    public CuratedMessage CuratePlainly(SourceMessage source)
    {
        var message = EventEnvelopeReader.Read(source.Data);
        if (!message.Succeeded) return Failed(source, Stage.ParseNormalize, message.Error, message.Meta, null);

        var envelope = message.Envelope;
        if (envelope.EventType != EventTypes.StationStatusSnapshot)
        {
            return new CuratedMessage { Source = source, Envelope = envelope, DeadLetters = [], PassedBy = true };
        }

        if (!SnapshotId.TryRead(source.Attributes, out var named)) return Failed(source, Stage.ParseNormalize, NoSnapshotId, message.Meta, null);
        var feed = FeedHeaderReader.Read(envelope.Payload);
        if (!feed.Succeeded) return Failed(source, Stage.SnapshotToStationRows, feed.Error, message.Meta with { SnapshotId = named }, envelope);

        _builder.Start(source, envelope, SnapshotContext.Of(envelope, feed.Header.Stations.Span, named));
        if (feed.Header.StationCount > SnapshotBuilder.MaxStations) return _builder.TooLarge(feed.Header.StationCount);
        foreach (var station in StationFields.Split(feed.Header.Stations)) _builder.AddPlainly(station);
        return _builder.Build();
    }

    /// <summary>A message of which nothing could be used: kept whole.</summary>
    public static CuratedMessage Failed(SourceMessage source, string stage, ReadError error, EventMeta meta, EventEnvelope? envelope) => new()
    {
        Source = source,
        Envelope = envelope,
        DeadLetters =
        [
            new DeadLetter
            {
                Stage = stage,
                ErrorType = error.Type,
                ErrorMessage = error.Message,
                Raw = source.Data,
                Meta = meta with { ReplayCount = source.ReplayCount },
                MessageId = source.IdentityOfDeadLetters,
                Data = source.Data,
            },
        ],
    };

    /// <summary>
    /// Reads a payload in one pass. The snapshot's id is needed for its first row and is a hash of the whole stations array: so the
    /// array's end is taken to be the payload's last bracket, and once the array was read it must have been there.
    /// </summary>
    private bool TryReadPayload(SourceMessage source, EventEnvelope envelope)
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

            if (found || !TryReadData(ref scanner, source, envelope)) return false;
            found = true;
        }
        while (scanner.TryTake((byte)','));
        return found && scanner.TryTake((byte)'}') && scanner.AtEnd;
    }

    private bool TryReadData(ref JsonScanner scanner, SourceMessage source, EventEnvelope envelope)
    {
        if (!scanner.TryTake((byte)'{')) return false;
        var found = false;
        do
        {
            if (!scanner.TryTakePlainString(out var name) || !scanner.TryTake((byte)':')) return false;
            if (!envelope.Payload.Span[name].SequenceEqual("stations"u8))
            {
                if (!scanner.SkipValue(3)) return false;
                continue;
            }

            if (found || !TryReadStations(ref scanner, source, envelope)) return false;
            found = true;
        }
        while (scanner.TryTake((byte)','));
        return found && scanner.TryTake((byte)'}');
    }

    private bool TryReadStations(ref JsonScanner scanner, SourceMessage source, EventEnvelope envelope)
    {
        var payload = envelope.Payload;
        if (scanner.Peek() != '[') return false;
        var start = scanner.Position++;
        var end = payload.Span.LastIndexOf((byte)']') + 1;
        if (end <= start) return false;
        _builder.Start(source, envelope, SnapshotContext.Of(envelope, payload.Span[start..end], source.NamedSnapshotId));
        if (scanner.TryTake((byte)']')) return scanner.Position == end;

        var row = new StationStatusRow();
        do
        {
            scanner.SkipWhiteSpace();
            var station = scanner.Position;
            if (StationStatusReader.TryRead(ref scanner, payload, _builder.Snapshot, ref row))
            {
                _builder.Add(row);
            }
            else
            {
                scanner.Position = station;
                if (!scanner.SkipValue(SnapshotDepth)) return false;
                _builder.AddPlainly(payload[station..scanner.Position]);
            }

            if (_builder.Stations > SnapshotBuilder.MaxStations) return false;
        }
        while (scanner.TryTake((byte)','));
        return scanner.TryTake((byte)']') && scanner.Position == end;
    }
}
