using System.Text;
using PmpPulse.Feeds.Rows;
using PmpPulse.GoogleCloud.StorageWrite;

namespace PmpPulse.Feeds.VehicleStatus;

/// <summary>Writes rows of a table like <c>pmp_curated.vehicle_status</c> in the appender's wire format. Stateless, thread-safe.</summary>
internal sealed class VehicleStatusEncoder(RowSchema schema)
{
    private static readonly (VehicleStatusFlags Flag, byte[] Name)[] FlagNames =
        [.. VehicleStatusFlagNames.All.Select(flag => (flag.Flag, Encoding.UTF8.GetBytes(flag.Name)))];

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

    public void Write(RowBatchWriter writer, in VehicleStatusRow row, in SnapshotContext snapshot)
    {
        writer.BeginRow();
        writer.WriteString(_systemId, snapshot.SystemId);
        writer.WriteTimestampMicros(_ingestTs, snapshot.IngestTs);
        writer.WriteTimestampMicros(_eventTs, snapshot.EventTs);
        writer.WriteString(_vehicleId, row.VehicleId.Span);
        if (!row.VehicleTypeId.IsEmpty) writer.WriteString(_vehicleTypeId, row.VehicleTypeId.Span);
        if (row.Lat is { } lat) writer.WriteDouble(_lat, lat);
        if (row.Lon is { } lon) writer.WriteDouble(_lon, lon);
        if (row.IsReserved is { } isReserved) writer.WriteInt64(_isReserved, isReserved);
        if (row.IsDisabled is { } isDisabled) writer.WriteInt64(_isDisabled, isDisabled);
        if (row.CurrentRangeMeters is { } range) writer.WriteDouble(_range, range);
        if (row.CurrentFuelPercent is { } fuel) writer.WriteDouble(_fuel, fuel);
        if (!row.StationId.IsEmpty) writer.WriteString(_stationId, row.StationId.Span);
        if (row.LastReported is { } lastReported) writer.WriteTimestampMicros(_lastReported, lastReported);
        writer.WriteString(_rawJson, row.RawJson.Span);
        writer.WriteInt64(_snapshotId, snapshot.SnapshotId);
        if (row.Flags != VehicleStatusFlags.None)
        {
            foreach (var (flag, name) in FlagNames)
            {
                if ((row.Flags & flag) != 0) writer.WriteString(_flags, name);
            }
        }

        writer.EndRow();
    }
}
