using System.Text;
using PmpPulse.Feeds.Rows;
using PmpPulse.GoogleCloud.StorageWrite;

namespace PmpPulse.Feeds.StationStatus;

/// <summary>Writes curated rows of station states in the appender's wire format. Stateless, thread-safe.</summary>
internal sealed class StationStatusEncoder
{
    private static readonly (StationStatusFlags Flag, byte[] Name)[] FlagNames =
        [.. StationStatusFlagNames.All.Select(flag => (flag.Flag, Encoding.UTF8.GetBytes(flag.Name)))];

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

    public void Write(RowBatchWriter writer, in StationStatusRow row, in SnapshotContext snapshot)
    {
        writer.BeginRow();
        writer.WriteString(_systemId, snapshot.SystemId);
        writer.WriteTimestampMicros(_ingestTs, snapshot.IngestTs);
        writer.WriteTimestampMicros(_eventTs, snapshot.EventTs);
        writer.WriteString(_stationId, row.StationId.Span);
        if (row.HasStationCode) writer.WriteString(_stationCode, row.StationCode.Span);
        WriteInteger(writer, _isInstalled, row.IsInstalled);
        WriteInteger(writer, _isRenting, row.IsRenting);
        WriteInteger(writer, _isReturning, row.IsReturning);
        if (row.LastReported is { } lastReported) writer.WriteTimestampMicros(_lastReported, lastReported);
        WriteInteger(writer, _bikes, row.BikesAvailable);
        WriteInteger(writer, _docks, row.DocksAvailable);
        WriteInteger(writer, _mechanical, row.MechanicalAvailable);
        WriteInteger(writer, _ebikes, row.EbikesAvailable);
        writer.WriteString(_rawJson, row.RawJson.Span);
        writer.WriteInt64(_snapshotId, snapshot.SnapshotId);
        if (row.Flags != StationStatusFlags.None)
        {
            foreach (var (flag, name) in FlagNames)
            {
                if ((row.Flags & flag) != 0) writer.WriteString(_flags, name);
            }
        }

        writer.EndRow();
    }

    private static void WriteInteger(RowBatchWriter writer, RowColumn column, long? value)
    {
        if (value is { } number) writer.WriteInt64(column, number);
    }
}
