using PmpPulse.Feeds.Rows;
using PmpPulse.GoogleCloud.StorageWrite;

namespace PmpPulse.Feeds.StationStatus;

/// <summary>
/// Writes curated rows of station states in the appender's wire format. What all rows of a snapshot share is encoded once. Not thread-safe.
/// </summary>
internal sealed class StationStatusEncoder
{
    private readonly RowColumn _systemId;
    private readonly RowColumn _ingestTs;
    private readonly RowColumn _eventTs;
    private readonly RowColumn _stationId;
    private readonly RowColumn _stationCode;
    private readonly RowColumn _isInstalled;
    private readonly RowColumn _isRenting;
    private readonly RowColumn _isReturning;
    private readonly RowColumn _lastReported;
    private readonly RowColumn _bikes;
    private readonly RowColumn _docks;
    private readonly RowColumn _mechanical;
    private readonly RowColumn _ebikes;
    private readonly RowColumn _rawJson;
    private readonly RowColumn _snapshotId;
    private readonly RowColumn _flags;
    private readonly EncodedFields _before = new();
    private readonly EncodedFields _after = new();

    // most stations of a feed have the same flags
    private readonly EncodedFields _namedFlags = new();
    private StationStatusFlags _named;

    public StationStatusEncoder(RowSchema schema)
    {
        _systemId = schema.Column("system_id");
        _ingestTs = schema.Column("ingest_ts");
        _eventTs = schema.Column("event_ts");
        _stationId = schema.Column("station_id");
        _stationCode = schema.Column("station_code");
        _isInstalled = schema.Column("is_installed");
        _isRenting = schema.Column("is_renting");
        _isReturning = schema.Column("is_returning");
        _lastReported = schema.Column("last_reported_ts");
        _bikes = schema.Column("num_bikes_available");
        _docks = schema.Column("num_docks_available");
        _mechanical = schema.Column("mechanical_available");
        _ebikes = schema.Column("ebike_available");
        _rawJson = schema.Column("raw_station_json");
        _snapshotId = schema.Column("snapshot_id");
        _flags = schema.Column("quality_flags");
    }

    /// <summary>Begins a snapshot.</summary>
    public void Start(in SnapshotContext snapshot)
    {
        _before.Clear();
        _before.Text(_systemId, snapshot.SystemId);
        _before.Integer(_ingestTs, snapshot.IngestTs);
        _before.Integer(_eventTs, snapshot.EventTs);
        _after.Clear();
        _after.Integer(_snapshotId, snapshot.SnapshotId);
    }

    public void Write(RowBatchWriter writer, in StationStatusRow row)
    {
        if (row.Flags != _named) NameFlags(row.Flags);
        var before = _before.Bytes;
        var after = _after.Bytes;
        var flags = _namedFlags.Bytes;
        var fields = writer.BeginRow(
            before.Length + after.Length + 11 * RowSpan.MaxField + row.StationId.Length + row.StationCode.Length + row.RawJson.Length + flags.Length);
        fields.Fields(before);
        fields.Text(_stationId, row.StationId.Span);
        if (row.HasStationCode) fields.Text(_stationCode, row.StationCode.Span);
        if (row.IsInstalled is { } isInstalled) fields.Integer(_isInstalled, isInstalled);
        if (row.IsRenting is { } isRenting) fields.Integer(_isRenting, isRenting);
        if (row.IsReturning is { } isReturning) fields.Integer(_isReturning, isReturning);
        if (row.LastReported is { } lastReported) fields.Integer(_lastReported, lastReported);
        if (row.BikesAvailable is { } bikes) fields.Integer(_bikes, bikes);
        if (row.DocksAvailable is { } docks) fields.Integer(_docks, docks);
        if (row.MechanicalAvailable is { } mechanical) fields.Integer(_mechanical, mechanical);
        if (row.EbikesAvailable is { } ebikes) fields.Integer(_ebikes, ebikes);
        fields.Text(_rawJson, row.RawJson.Span);
        fields.Fields(after);
        fields.Fields(flags);
        writer.EndRow(fields);
    }

    private void NameFlags(StationStatusFlags flags)
    {
        _named = flags;
        _namedFlags.Clear();
        foreach (var (flag, name) in StationStatusFlagNames.All)
        {
            if ((flags & flag) != 0) _namedFlags.Text(_flags, name);
        }
    }
}
