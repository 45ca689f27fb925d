using PmpPulse.Contracts;
using PmpPulse.Curation.Stations;

namespace PmpPulse.Curation.Stages;

/// <summary>
/// The pure stages of curation, from a message's bytes to encoded rows and dead letters. <see cref="Curate"/> is the hot path: one pass
/// over the message as the collector writes it; whatever it does not plainly understand it leaves to <see cref="CuratePlainly"/>, which
/// defines the meaning. Both throw for no bytes. Reused from message to message; not thread-safe.
/// </summary>
/// <param name="system">The system whose events are curated, such as <c>velib</c>.</param>
internal sealed class Curator(string system)
{
    private const int SnapshotDepth = 4;

    private static readonly ReadError NoSnapshotId = new(
        CurationErrors.InvalidAttribute, $"The message's attribute {MessageAttributes.SnapshotId} must be the id of a snapshot, an INT64 in decimal digits.");

    private readonly SnapshotBuilder _builder = new();
    private VehicleKinds _vehicles = VehicleKinds.None;
    private byte[] _unpacked = [];
    private ReadOnlyMemory<byte> _text;

    /// <summary>Curates a message.</summary>
    public CuratedMessage Curate(SourceMessage source) => Unpack(source) ?? Keep(TryCurateOrdinary(source) ?? CurateText(source));

    /// <summary>Curates a message stage by stage, by the book.</summary>
    public CuratedMessage CuratePlainly(SourceMessage source) => Unpack(source) ?? Keep(CurateText(source));

    private CuratedMessage? Unpack(SourceMessage source) => EventEncoding.Unpack(source.Data, ref _unpacked, out _text) is { } error
        ? Failed(source, source.Data, Stage.ParseNormalize, error, EventMeta.None, null)
        : null;

    /// <summary>Rows are copies by now, but dead letters hold slices of what was unpacked: then that is theirs.</summary>
    private CuratedMessage Keep(CuratedMessage curated)
    {
        if (curated.DeadLetters.Count > 0 || _unpacked.Length > SnapshotBuilder.MaxKeptBytes) _unpacked = [];
        _text = default;
        return curated;
    }

    private CuratedMessage? TryCurateOrdinary(SourceMessage source)
    {
        // a snapshot that the message names badly is the plain twin's to refuse
        return source.IsRowReplay == source.NamedSnapshotId.HasValue
            && EventEnvelopeReader.TryReadUnverified(_text, out var envelope)
            && envelope.EventType == EventTypes.StationStatusSnapshot
            && envelope.Source == system
            && TryReadPayload(source, envelope)
            ? _builder.Build()
            : null;
    }

    private CuratedMessage CurateText(SourceMessage source)
    {
        var message = EventEnvelopeReader.Read(_text);
        if (!message.Succeeded) return Failed(source, _text, Stage.ParseNormalize, message.Error, message.Meta, null);

        var envelope = message.Envelope;
        if (envelope.EventType != EventTypes.StationStatusSnapshot)
        {
            return new CuratedMessage { Source = source, Envelope = envelope with { Payload = default, VehicleTypes = default }, DeadLetters = [], PassedBy = true };
        }

        if (ForeignSource.Find(envelope, system) is { } foreign)
        {
            // raw_snapshots_are_curated finds the dead letter of a raw snapshot by the id
            return Failed(source, _text, Stage.ParseNormalize, foreign, message.Meta with { SnapshotId = SnapshotId.Of(envelope, source.Attributes) }, null);
        }

        if (!SnapshotId.TryRead(source.Attributes, out var named)) return Failed(source, _text, Stage.ParseNormalize, NoSnapshotId, message.Meta, null);
        if (!envelope.PayloadIsJson && BrokenFeed.Read(envelope.Payload, JsonLimits.MaxStations) is { } broken) return CurateBroken(source, envelope, broken, named);
        var feed = FeedHeaderReader.Read(envelope.Payload);
        if (!feed.Succeeded) return Failed(source, _text, Stage.SnapshotToStationRows, feed.Error, message.Meta with { SnapshotId = named }, envelope);

        _builder.Start(source, _text, envelope, SnapshotContext.Of(envelope, feed.Header.Stations.Span, named, Vehicles(envelope)));
        if (feed.Header.StationCount > JsonLimits.MaxStations) return _builder.TooLarge(feed.Header.StationCount);
        foreach (var station in StationFields.Split(feed.Header.Stations)) _builder.AddPlainly(station);
        return _builder.Build();
    }

    /// <summary>A feed that is not JSON as a whole: each of its stations is judged by its own bytes.</summary>
    private CuratedMessage CurateBroken(SourceMessage source, EventEnvelope envelope, BrokenFeed feed, long? named)
    {
        _builder.Start(source, _text, envelope, SnapshotContext.Of(envelope, feed.Stations.Span, named, Vehicles(envelope), feed.IsCutOff));
        if (feed.Elements.Count > JsonLimits.MaxStations) return _builder.TooLarge(feed.Elements.Count);
        foreach (var element in feed.Elements) _builder.AddPlainly(element);
        return _builder.Build();
    }

    /// <summary>What an event's vehicle types are: mostly those of the event before.</summary>
    private VehicleKinds Vehicles(EventEnvelope envelope) => _vehicles = _vehicles.Or(envelope);

    /// <summary>A message of which nothing could be used: kept whole.</summary>
    public static CuratedMessage Failed(
        SourceMessage source, ReadOnlyMemory<byte> text, string stage, ReadError error, EventMeta meta, EventEnvelope? envelope) => new()
        {
            Source = source,
            Envelope = envelope is null ? null : envelope with { Payload = default, VehicleTypes = default },
            DeadLetters =
        [
            new DeadLetter
            {
                Stage = stage,
                ErrorType = error.Type,
                ErrorMessage = error.Message,
                Raw = text,
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
        _builder.Start(source, _text, envelope, SnapshotContext.Of(envelope, payload.Span[start..end], source.NamedSnapshotId, Vehicles(envelope)));
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

            if (_builder.Stations > JsonLimits.MaxStations) return false;
        }
        while (scanner.TryTake((byte)','));
        return scanner.TryTake((byte)']') && scanner.Position == end;
    }
}
