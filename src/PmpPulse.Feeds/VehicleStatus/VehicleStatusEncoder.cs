using PmpPulse.Feeds.Rows;
using PmpPulse.GoogleCloud.StorageWrite;

namespace PmpPulse.Feeds.VehicleStatus;

/// <summary>Writes rows of a table like <c>pmp_curated.vehicle_status</c> in the appender's wire format. Not thread-safe.</summary>
internal sealed class VehicleStatusEncoder(RowSchema schema)
{
    private readonly SnapshotFields _snapshot = new(schema, VehicleStatusFlagNames.All.Select(flag => ((int)flag.Flag, flag.Name)));
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

    /// <summary>Begins a snapshot.</summary>
    public void Start(in SnapshotContext snapshot) => _snapshot.Start(snapshot);

    public void Write(RowBatchWriter writer, in VehicleStatusRow row)
    {
        var texts = row.VehicleId.Length + row.VehicleTypeId.Length + row.StationId.Length + row.RawJson.Length;
        var fields = _snapshot.Begin(writer, (int)row.Flags, texts);
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
        _snapshot.End(writer, fields);
    }
}
