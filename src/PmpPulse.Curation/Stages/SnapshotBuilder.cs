using System.Text;
using PmpPulse.Contracts;
using PmpPulse.Curation.Stations;
using PmpPulse.GoogleCloud.StorageWrite;

namespace PmpPulse.Curation.Stages;

/// <summary>
/// Gathers what the stations of one snapshot become, whichever reader reads them: rows, encoded, and dead letters. Holds the rule that
/// an id stands in a snapshot once: the first good row has it. Reused from snapshot to snapshot; not thread-safe.
/// </summary>
internal sealed class SnapshotBuilder
{
    /// <summary>Stations a snapshot may have. The largest system in the world has under ten thousand.</summary>
    public const int MaxStations = 50_000;

    /// <summary>A buffer that is used again keeps the size it once grew to; past this it isn't kept.</summary>
    public const int MaxKeptBytes = 4_000_000;

    private readonly StationIdSet _ids = new();
    private RowBatchWriter _rows = new(StatusRowEncoder.Instance.Schema);
    private List<DeadLetter> _deadLetters = [];
    private HashSet<string>? _deadIds;
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
        if (_rows.Count > 0 || _rows.ByteCount > MaxKeptBytes) _rows = new RowBatchWriter(StatusRowEncoder.Instance.Schema);
    }

    /// <summary>Adds a station that was read.</summary>
    public void Add(in StationStatusRow row)
    {
        if (!_ids.Add(row.StationId))
        {
            AddError(new ReadError(ReadErrors.StationIdDuplicate, "An earlier station of the same snapshot has this station_id."), row.RawJson, Encoding.UTF8.GetString(row.StationId.Span));
            return;
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
        else AddError(error, station, stationId);
    }

    /// <summary>Everything gathered. A snapshot that no append takes is a dead letter whole.</summary>
    public CuratedMessage Build()
    {
        if (_rows.ByteCount > RowBatch.MaxAppendBytes - 16 * _rows.Count)
        {
            return TooLarge(_stations);
        }

        var rows = _rows.ToBatch();
        return new CuratedMessage
        {
            Source = _source,
            Envelope = _envelope with { Payload = default },
            Snapshot = _snapshot,
            Rows = rows,
            DeadLetters = _deadLetters,
            Counts = new StageCounts(_stations, rows.Count, _plainlyRead),
        };
    }

    /// <summary>A snapshot past what one append takes.</summary>
    public CuratedMessage TooLarge(int stations) => Curator.Failed(
        _source,
        _text,
        Stage.SnapshotToStationRows,
        new ReadError(CurationErrors.SnapshotTooLarge, $"A snapshot of {stations} stations is too large to be written at once; at most {MaxStations} stations and {RowBatch.MaxAppendBytes} bytes are."),
        Meta,
        _envelope);

    private void AddError(ReadError error, ReadOnlyMemory<byte> station, string? stationId)
    {
        var position = _stations++;
        _deadIds ??= new HashSet<string>(StringComparer.Ordinal);
        var identity = stationId ?? $"#{position}";
        // more than once: a station's own id may look like an identity that was made here
        while (!_deadIds.Add(identity)) identity = $"{identity}#{position}";
        _deadLetters.Add(new DeadLetter
        {
            Stage = Stage.ValidateRow,
            ErrorType = error.Type,
            ErrorMessage = error.Message,
            Raw = station,
            Meta = Meta with { ReplayCount = _source.ReplayCount },
            MessageId = _source.IdentityOfDeadLetters,
            StationId = identity,
            RowJson = station,
        });
    }
}
