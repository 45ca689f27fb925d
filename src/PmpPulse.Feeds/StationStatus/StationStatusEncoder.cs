using PmpPulse.Feeds.Rows;
using PmpPulse.GoogleCloud.StorageWrite;

namespace PmpPulse.Feeds.StationStatus;

/// <summary>Writes curated rows of station states in the appender's wire format. Not thread-safe.</summary>
internal sealed class StationStatusEncoder(RowSchema schema)
{
    private readonly SnapshotFields _snapshot = new(schema, StationStatusFlagNames.All.Select(flag => ((int)flag.Flag, flag.Name)));
    private readonly RowColumn _stationId = schema.Column("station_id");
    private readonly RowColumn _stationCode = schema.Column("station_code");
    private readonly RowColumn _isInstalled = schema.Column("is_installed");
    private readonly RowColumn _isRenting = schema.Column("is_renting");
    private readonly RowColumn _isReturning = schema.Column("is_returning");
    private readonly RowColumn _lastReported = schema.Column("last_reported_ts");
    private readonly RowColumn _bikes = schema.Column("num_bikes_available");
    private readonly RowColumn _docks = schema.Column("num_docks_available");
    private readonly RowColumn _mechanical = schema.Column("mechanical_available");
    private readonly RowColumn _ebikes = schema.Column("ebike_available");
    private readonly RowColumn _rawJson = schema.Column("raw_station_json");

    /// <summary>Begins a snapshot.</summary>
    public void Start(in SnapshotContext snapshot) => _snapshot.Start(snapshot);

    public void Write(RowBatchWriter writer, in StationStatusRow row)
    {
        var fields = _snapshot.Begin(writer, (int)row.Flags, row.StationId.Length + row.StationCode.Length + row.RawJson.Length);
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
        _snapshot.End(writer, fields);
    }
}
