using System.Text;
using PmpPulse.Contracts;
using PmpPulse.Curation.Stations;
using PmpPulse.GoogleCloud.StorageWrite;

namespace PmpPulse.Curation.Stages;

/// <summary>
/// Gathers what the stations of one snapshot become, whichever reader reads them: rows, encoded, and dead letters. Holds the rule that
/// an id stands in a snapshot once: the row with the newest report has it. Reused from snapshot to snapshot; not thread-safe.
/// </summary>
internal sealed class SnapshotBuilder
{
    /// <summary>A buffer that is used again keeps the size it once grew to; past this it isn't kept.</summary>
    public const int MaxKeptBytes = 4_000_000;

    private static readonly ReadError Superseded = new(
        ReadErrors.StationIdDuplicate, "Another station of the same snapshot has this station_id and the newer report, or stands before it with one as new.");

    private readonly StationIdSet _ids = new();
    private RowBatchWriter _rows = new(StatusRowEncoder.Instance.Schema);
    private List<DeadLetter> _deadLetters = [];
    private HashSet<string>? _deadIds;
    private Repeats? _repeats;
    private SourceMessage _source = null!;
    private ReadOnlyMemory<byte> _text;
    private EventEnvelope _envelope = null!;
    private SnapshotContext _snapshot;
    private int _stations;
    private int _plainlyRead;

    /// <summary>What the stations added from now on share.</summary>
    public ref readonly SnapshotContext Snapshot => ref _snapshot;

    public int Stations => _stations;

    private EventMeta Meta => EventMeta.Of(_envelope) with { SnapshotId = _snapshot.SnapshotId };

    /// <summary>Starts a snapshot; whatever was gathered of another is dropped.</summary>
    public void Start(SourceMessage source, ReadOnlyMemory<byte> text, EventEnvelope envelope, in SnapshotContext snapshot)
    {
        (_source, _text, _envelope, _snapshot, _stations, _plainlyRead) = (source, text, envelope, snapshot, 0, 0);
        _ids.Clear();
        _deadLetters = [];
        _deadIds = null;
        _repeats = null;
        if (_rows.Count > 0 || _rows.ByteCount > MaxKeptBytes) _rows = new RowBatchWriter(StatusRowEncoder.Instance.Schema);
    }

    /// <summary>Adds a station that was read.</summary>
    public void Add(in StationStatusRow row)
    {
        var place = new RowPlace(_rows.Count, _stations);
        if (!_ids.Add(row.StationId, place, out var first))
        {
            _repeats ??= new Repeats();
            _repeats.Add(Encoding.UTF8.GetString(row.StationId.Span), first, place);
        }

        _stations++;
        StatusRowEncoder.Instance.Write(_rows, row, _snapshot);
    }

    /// <summary>Reads a station by the plain reader and adds what it says.</summary>
    public void AddPlainly(ReadOnlyMemory<byte> station)
    {
        _plainlyRead++;
        var error = PlainStationReader.Read(station, _snapshot, out var row, out var stationId);
        if (error is null) Add(row);
        else AddError(error, station, stationId, _stations++);
    }

    /// <summary>Adds an element of a feed that is not JSON as a whole.</summary>
    public void AddPlainly(in BrokenFeedElement element)
    {
        if (element.Error is { } error) AddError(error, element.Bytes, element.StationId, _stations++);
        else AddPlainly(element.Bytes);
    }

    /// <summary>Everything gathered. A snapshot that no append takes is a dead letter whole.</summary>
    public CuratedMessage Build()
    {
        var rows = _rows.ToBatch();
        var repetitions = 0;
        if (_repeats is not null)
        {
            var losers = _repeats.Settle(rows);
            foreach (var loser in losers.Where(loser => !loser.IsRepetition)) AddError(Superseded, loser.Station, loser.StationId, loser.Place.Station);
            repetitions = losers.Count(loser => loser.IsRepetition);
            rows = rows.Without(losers.Select(loser => loser.Place.Row));
        }

        if (rows.ByteCount > RowBatch.MaxAppendBytes) return TooLarge(_stations);
        return new CuratedMessage
        {
            Source = _source,
            Envelope = _envelope with { Payload = default, VehicleTypes = _snapshot.Vehicles.Json },
            Snapshot = _snapshot,
            Rows = rows,
            DeadLetters = _deadLetters,
            Counts = new StageCounts(_stations, rows.Count, _plainlyRead, repetitions),
        };
    }

    /// <summary>A snapshot past what one append takes.</summary>
    public CuratedMessage TooLarge(int stations) => Curator.Failed(
        _source,
        _text,
        Stage.SnapshotToStationRows,
        new ReadError(CurationErrors.SnapshotTooLarge, $"A snapshot of {stations} stations is too large to be written at once; at most {JsonLimits.MaxStations} stations and {RowBatch.MaxAppendBytes} bytes are."),
        Meta,
        _envelope);

    private void AddError(ReadError error, ReadOnlyMemory<byte> station, string? stationId, int position)
    {
        _deadIds ??= new HashSet<string>(StringComparer.Ordinal);
        var identity = stationId ?? $"#{position}";
        // more than once: a station's own id may look like an identity that was made here
        while (!_deadIds.Add(identity)) identity = $"{identity}#{position}";
        // only text can stand in row_json: other bytes are kept as they are
        var isText = error.Type != ReadErrors.StationNotUtf8;
        _deadLetters.Add(new DeadLetter
        {
            Stage = Stage.ValidateRow,
            ErrorType = error.Type,
            ErrorMessage = error.Message,
            Raw = station,
            Meta = Meta with { ReplayCount = _source.ReplayCount },
            MessageId = _source.IdentityOfDeadLetters,
            StationId = identity,
            RowJson = isText ? station : (ReadOnlyMemory<byte>?)null,
            Data = isText ? (ReadOnlyMemory<byte>?)null : station,
        });
    }
}
