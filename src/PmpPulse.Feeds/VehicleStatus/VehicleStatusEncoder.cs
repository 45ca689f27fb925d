using PmpPulse.Feeds.Rows;
using PmpPulse.GoogleCloud.StorageWrite;

namespace PmpPulse.Feeds.VehicleStatus;

/// <summary>
/// Writes rows of a table like <c>pmp_curated.vehicle_status</c> in the appender's wire format. What all rows of a snapshot share is encoded
/// once. Not thread-safe.
/// </summary>
internal sealed class VehicleStatusEncoder(RowSchema schema)
{
    private readonly EncodedFields _before = new();
    private readonly EncodedFields _after = new();

    // most vehicles of a feed have the same flags
    private readonly EncodedFields _namedFlags = new();
    private VehicleStatusFlags _named;
    private readonly RowColumn _systemId = schema.Column("system_id");
    private readonly RowColumn _ingestTs = schema.Column("ingest_ts");
    private readonly RowColumn _eventTs = schema.Column("event_ts");
    private readonly RowColumn _vehicleId = schema.Column("vehicle_id");
    private readonly RowColumn _vehicleTypeId = schema.Column("vehicle_type_id");
    private readonly RowColumn _lat = schema.Column("lat");
    private readonly RowColumn _lon = schema.Column("lon");
    private readonly RowColumn _isReserved = schema.Column("is_reserved");
    private readonly RowColumn _isDisabled = schema.Column("is_disabled");
    private readonly RowColumn _range = schema.Column("current_range_meters");
    private readonly RowColumn _fuel = schema.Column("current_fuel_percent");
    private readonly RowColumn _stationId = schema.Column("station_id");
    private readonly RowColumn _lastReported = schema.Column("last_reported_ts");
    private readonly RowColumn _rawJson = schema.Column("raw_vehicle_json");
    private readonly RowColumn _snapshotId = schema.Column("snapshot_id");
    private readonly RowColumn _flags = schema.Column("quality_flags");

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

    public void Write(RowBatchWriter writer, in VehicleStatusRow row)
    {
        if (row.Flags != _named) NameFlags(row.Flags);
        var before = _before.Bytes;
        var after = _after.Bytes;
        var flags = _namedFlags.Bytes;
        var fields = writer.BeginRow(
            before.Length + after.Length + 11 * RowSpan.MaxField + row.VehicleId.Length + row.VehicleTypeId.Length + row.StationId.Length + row.RawJson.Length + flags.Length);
        fields.Fields(before);
        fields.Text(_vehicleId, row.VehicleId.Span);
        if (!row.VehicleTypeId.IsEmpty) fields.Text(_vehicleTypeId, row.VehicleTypeId.Span);
        if (row.Lat is { } lat) fields.Double(_lat, lat);
        if (row.Lon is { } lon) fields.Double(_lon, lon);
        if (row.IsReserved is { } isReserved) fields.Integer(_isReserved, isReserved);
        if (row.IsDisabled is { } isDisabled) fields.Integer(_isDisabled, isDisabled);
        if (row.CurrentRangeMeters is { } range) fields.Double(_range, range);
        if (row.CurrentFuelPercent is { } fuel) fields.Double(_fuel, fuel);
        if (!row.StationId.IsEmpty) fields.Text(_stationId, row.StationId.Span);
        if (row.LastReported is { } lastReported) fields.Integer(_lastReported, lastReported);
        fields.Text(_rawJson, row.RawJson.Span);
        fields.Fields(after);
        fields.Fields(flags);
        writer.EndRow(fields);
    }

    private void NameFlags(VehicleStatusFlags flags)
    {
        _named = flags;
        _namedFlags.Clear();
        foreach (var (flag, name) in VehicleStatusFlagNames.All)
        {
            if ((flags & flag) != 0) _namedFlags.Text(_flags, name);
        }
    }
}
