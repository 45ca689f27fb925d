using PmpPulse.Contracts.Events;
using PmpPulse.Curation.DeadLetters;
using PmpPulse.Curation.ParseNormalize;
using PmpPulse.Curation.SnapshotToRows;
using PmpPulse.Curation.ValidateRow;

namespace PmpPulse.Curation.Pipeline;

/// <summary>
/// The pure stages of curation, from a message's bytes to encoded rows and dead letters. <see cref="Curate(SourceMessage)"/> is the hot
/// path: one pass over the message as the collector writes it; it leaves anything unusual to <see cref="CurateByReference"/>, which defines
/// the meaning. Neither throws for bad bytes. Reused from message to message; not thread-safe.
/// </summary>
internal sealed class Curator
{
    private readonly EnvelopeParser _parser;
    private readonly SnapshotScanner _scanner;
    private readonly SnapshotReader _reader;
    private readonly SnapshotBuilder _builder;

    /// <param name="feed">The feed whose snapshots are curated.</param>
    public Curator(CurationFeed feed)
    {
        var list = feed.Kind.List;
        var rows = feed.NewRows();
        _builder = new SnapshotBuilder(list, rows);
        _parser = new EnvelopeParser(feed.Kind, feed.SystemId);
        _scanner = new SnapshotScanner(list, rows, _builder);
        _reader = new SnapshotReader(list, _builder);
    }

    /// <summary>Curates a message.</summary>
    public CuratedMessage Curate(SourceMessage source) => Curate(source, mayBeOrdinary: true);

    /// <summary>Curates a message stage by stage, with the reference readers.</summary>
    public CuratedMessage CurateByReference(SourceMessage source) => Curate(source, mayBeOrdinary: false);

    private CuratedMessage Curate(SourceMessage source, bool mayBeOrdinary)
    {
        if (_parser.Unpack(source, out var text) is { } error) return CuratedMessage.Failed(source, source.Data, Stage.ParseNormalize, error, EventMeta.None, null);
        var curated = mayBeOrdinary && TryCurate(source, text) is { } ordinary ? ordinary : CurateText(source, text, mayBeOrdinary);
        // rows are copies by now, but dead letters hold slices of the unpacked bytes
        _parser.ReleaseBuffer(curated.DeadLetters.Count > 0);
        return curated;
    }

    private CuratedMessage? TryCurate(SourceMessage source, ReadOnlyMemory<byte> text) =>
        _parser.TryParse(source, text, out var envelope) && _scanner.TryRead(source, text, envelope) ? _builder.Build() : null;

    private CuratedMessage CurateText(SourceMessage source, ReadOnlyMemory<byte> text, bool mayBeOrdinary)
    {
        var message = _parser.Parse(source, text);
        if (!message.Succeeded) return CuratedMessage.Failed(source, text, Stage.ParseNormalize, message.Error, message.Meta, null);
        return message.IsSkipped ? CuratedMessage.Skip(source, message.Envelope) : _reader.Read(source, text, message.Envelope, message.Meta, mayBeOrdinary);
    }
}
