using System.Text;
using Google.Protobuf;
using PmpPulse.Contracts.BigQuery;
using PmpPulse.Contracts.Topology;
using PmpPulse.Curation.Stations;
using PmpPulse.GoogleCloud.StorageWrite;

namespace PmpPulse.Curation.Stages;

/// <summary>Writes rows of station states in the appender's wire format. Stateless, thread-safe.</summary>
internal sealed class StatusRowEncoder
{
    private static readonly (QualityFlags Flag, byte[] Name)[] FlagNames =
        [.. QualityFlagNames.All.Select(flag => (flag.Flag, Encoding.UTF8.GetBytes(flag.Name)))];

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
    private readonly int _stationIdNumber;
    private readonly int _lastReportedNumber;
    private readonly int _rawJsonNumber;
    private readonly int _flagsNumber;

    private StatusRowEncoder()
    {
        Schema = RowSchema.FromResourceJson(Warehouse.Table(FeedTopology.Find(FeedTopology.DefaultId)!.CuratedTable).ResourceJson);
        _ingestTs = Schema.Column("ingest_ts");
        _eventTs = Schema.Column("event_ts");
        _stationId = Schema.Column("station_id");
        _stationCode = Schema.Column("station_code");
        _isInstalled = Schema.Column("is_installed");
        _isRenting = Schema.Column("is_renting");
        _isReturning = Schema.Column("is_returning");
        _lastReported = Schema.Column("last_reported_ts");
        _bikes = Schema.Column("num_bikes_available");
        _docks = Schema.Column("num_docks_available");
        _mechanical = Schema.Column("mechanical_available");
        _ebikes = Schema.Column("ebike_available");
        _rawJson = Schema.Column("raw_station_json");
        _snapshotId = Schema.Column("snapshot_id");
        _flags = Schema.Column("quality_flags");
        _stationIdNumber = NumberOf(_stationId);
        _lastReportedNumber = NumberOf(_lastReported);
        _rawJsonNumber = NumberOf(_rawJson);
        _flagsNumber = NumberOf(_flags);
    }

    public static StatusRowEncoder Instance { get; } = new();

    public RowSchema Schema { get; }

    public void Write(RowBatchWriter writer, in StationStatusRow row, in SnapshotContext snapshot)
    {
        writer.BeginRow();
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
        if (row.Flags != QualityFlags.None)
        {
            foreach (var (flag, name) in FlagNames)
            {
                if ((row.Flags & flag) != 0) writer.WriteString(_flags, name);
            }
        }

        writer.EndRow();
    }

    /// <summary>The station of an encoded row.</summary>
    public string StationIdOf(ByteString row)
    {
        var input = row.CreateCodedInput();
        while (input.ReadTag() is var tag and not 0)
        {
            if (WireFormat.GetTagFieldNumber(tag) == _stationIdNumber) return input.ReadString();
            input.SkipLastField();
        }

        throw new ArgumentException("The row has no station_id.", nameof(row));
    }

    /// <summary>When the station of an encoded row reported, microseconds since 1970 UTC, where it says so and can be believed; and its JSON.</summary>
    public (long? ReportedAt, ReadOnlyMemory<byte> Station) ReportOf(ByteString row)
    {
        long? reported = null;
        var isFuture = false;
        ReadOnlyMemory<byte> station = default;
        var input = row.CreateCodedInput();
        while (input.ReadTag() is var tag and not 0)
        {
            var number = WireFormat.GetTagFieldNumber(tag);
            if (number == _lastReportedNumber) reported = input.ReadInt64();
            else if (number == _rawJsonNumber) station = input.ReadBytes().Memory;
            else if (number == _flagsNumber) isFuture |= input.ReadString() == "last_reported_future";
            else input.SkipLastField();
        }

        return (isFuture ? null : reported, station);
    }

    private int NumberOf(RowColumn column) => Schema.Descriptor.Field.Single(field => field.Name == column.Name).Number;

    private static void WriteInteger(RowBatchWriter writer, RowColumn column, long? value)
    {
        if (value is { } number) writer.WriteInt64(column, number);
    }
}
