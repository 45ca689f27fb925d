using System.Text;
using PmpPulse.Contracts.Events;
using PmpPulse.Contracts.Json;
using PmpPulse.Curation.DeadLetters;
using PmpPulse.Curation.ParseNormalize;
using PmpPulse.Feeds.Gbfs;
using PmpPulse.Feeds.Rows;
using PmpPulse.GoogleCloud.StorageWrite;

namespace PmpPulse.Curation.ValidateRow;

/// <summary>
/// Gathers the rows, encoded, and dead letters of one snapshot's elements, whichever reader reads them. Enforces the rule that
/// an id occurs in a snapshot once: the row with the newest report keeps it. Reused from snapshot to snapshot; not thread-safe.
/// </summary>
internal sealed class SnapshotBuilder
{
    private readonly FeedList _list;
    private readonly IElementRows _elements;
    private readonly ReadError _superseded;
    private readonly ElementIdSet _ids = new();
    private readonly RowBatchWriter _rows;
    private List<DeadLetter> _deadLetters = [];
    private HashSet<string>? _deadIds;
    private Repeats? _repeats;
    private VehicleKinds _vehicles = VehicleKinds.None;
    private SourceMessage _source = null!;
    private ReadOnlyMemory<byte> _text;
    private EventEnvelope _envelope = null!;
    private SnapshotContext _snapshot;
    private int _referenceRead;

    /// <param name="list">The elements' list.</param>
    /// <param name="elements">Makes rows of them.</param>
    public SnapshotBuilder(FeedList list, IElementRows elements)
    {
        (_list, _elements) = (list, elements);
        _rows = new RowBatchWriter(elements.Schema);
        _superseded = new ReadError(
            list.Errors.IdDuplicate, $"Another {list.Element} of the same snapshot has this {list.Id} and a newer report, or an equally new one and comes first.");
    }

    /// <summary>What the elements added from now on share.</summary>
    public ref readonly SnapshotContext Snapshot => ref _snapshot;

    /// <summary>Where the hot path writes its rows; each is then <see cref="AddWritten">added</see>.</summary>
    public RowBatchWriter Rows => _rows;

    /// <summary>Elements added so far.</summary>
    public int Elements { get; private set; }

    private EventMeta Meta => EventMeta.Of(_envelope) with { SnapshotId = _snapshot.SnapshotId };

    /// <summary>Starts a snapshot; anything gathered for another is dropped.</summary>
    /// <param name="source">Its message.</param>
    /// <param name="text">The message's text.</param>
    /// <param name="envelope">Its envelope.</param>
    /// <param name="list">The bytes of its list, which are its identity.</param>
    /// <param name="named">The snapshot that the message names itself.</param>
    /// <param name="isCutOff">Whether the end of the list was not found.</param>
    public void Start(SourceMessage source, ReadOnlyMemory<byte> text, EventEnvelope envelope, ReadOnlySpan<byte> list, long? named, bool isCutOff = false)
    {
        // usually those of the previous event
        _vehicles = _vehicles.Or(envelope);
        _snapshot = SnapshotContext.Of(envelope, list, named, _vehicles, isCutOff);
        (_source, _text, _envelope, Elements, _referenceRead) = (source, text, envelope, 0, 0);
        _ids.Clear();
        _deadLetters = [];
        _deadIds = null;
        _repeats = null;
        _rows.Clear();
        _elements.Start(_snapshot);
    }

    /// <summary>Adds the element whose row was written last.</summary>
    public void AddWritten(ReadOnlyMemory<byte> id)
    {
        var place = new RowPlace(_rows.Count - 1, Elements);
        if (!_ids.Add(id, place, out var first))
        {
            _repeats ??= new Repeats(_elements);
            _repeats.Add(Encoding.UTF8.GetString(id.Span), first, place);
        }

        Elements++;
    }

    /// <summary>Reads an element with the reference reader and adds the result.</summary>
    public void AddByReference(ReadOnlyMemory<byte> element)
    {
        _referenceRead++;
        var error = _elements.Write(element, _snapshot, _rows, out var id);
        if (error is null) AddWritten(Encoding.UTF8.GetBytes(id!));
        else AddError(error, element, id, Elements++);
    }

    /// <summary>Adds an element of a feed that is not JSON as a whole.</summary>
    /// <param name="element">The element.</param>
    /// <param name="mayBeOrdinary">Whether the hot path may read it, if it is JSON.</param>
    public void Add(in BrokenFeedElement element, bool mayBeOrdinary)
    {
        var scanner = new JsonScanner(element.Bytes.Span, 0);
        if (element.Error is { } error) AddError(error, element.Bytes, element.IdIn(_list), Elements++);
        else if (mayBeOrdinary && _elements.TryWrite(ref scanner, element.Bytes, _snapshot, _rows, out var id)) AddWritten(id);
        else AddByReference(element.Bytes);
    }

    /// <summary>Everything gathered. A snapshot too large for one append is a dead letter, whole.</summary>
    public CuratedMessage Build()
    {
        var rows = _rows.ToBatch();
        var repetitions = 0;
        if (_repeats is not null)
        {
            var losers = _repeats.Settle(rows);
            // dead letters may outlive the rows
            foreach (var loser in losers.Where(loser => !loser.IsRepetition)) AddError(_superseded, loser.Json.ToArray(), loser.ElementId, loser.Place.Element);
            repetitions = losers.Count(loser => loser.IsRepetition);
            rows = rows.Drop(losers.Select(loser => loser.Place.Row));
        }

        if (rows.ByteCount > RowBatch.MaxAppendBytes) return TooLarge(Elements);
        return new CuratedMessage
        {
            Source = _source,
            Envelope = _envelope with { Payload = default, VehicleTypes = _snapshot.Vehicles.Json },
            Snapshot = _snapshot,
            Rows = rows,
            DeadLetters = _deadLetters,
            Counts = new StageCounts(Elements, rows.Count, _referenceRead, repetitions),
        };
    }

    /// <summary>A snapshot that is too large for one append.</summary>
    public CuratedMessage TooLarge(int elements) => CuratedMessage.Failed(
        _source,
        _text,
        Stage.SnapshotToStationRows,
        new ReadError(
            CurationErrors.SnapshotTooLarge,
            $"A snapshot of {elements} {_list.Name} is too large for one append, which takes at most {JsonLimits.MaxElements} {_list.Name} and {RowBatch.MaxAppendBytes} bytes."),
        Meta,
        _envelope);

    private void AddError(ReadError error, ReadOnlyMemory<byte> element, string? id, int position)
    {
        _deadIds ??= new HashSet<string>(StringComparer.Ordinal);
        var identity = id ?? $"#{position}";
        // in a loop: an element's own id may look like an identity that was made here
        while (!_deadIds.Add(identity)) identity = $"{identity}#{position}";
        // row_json can hold only text: other bytes are kept as they are
        var isText = error.Type != _list.Errors.NotUtf8;
        _deadLetters.Add(new DeadLetter
        {
            Stage = Stage.ValidateRow,
            ErrorType = error.Type,
            ErrorMessage = error.Message,
            Raw = element,
            Meta = Meta with { ReplayCount = _source.ReplayCount },
            MessageId = _source.IdentityOfDeadLetters,
            ElementId = identity,
            RowJson = isText ? element : (ReadOnlyMemory<byte>?)null,
            Data = isText ? (ReadOnlyMemory<byte>?)null : element,
        });
    }
}
