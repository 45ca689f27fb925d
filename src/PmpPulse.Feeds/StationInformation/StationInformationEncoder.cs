using PmpPulse.Contracts.Events;
using PmpPulse.Contracts.Feeds;
using PmpPulse.GoogleCloud.StorageWrite;

namespace PmpPulse.Feeds.StationInformation;

/// <summary>Writes curated rows of station descriptions. Stateless, thread-safe.</summary>
internal sealed class StationInformationEncoder(RowSchema schema)
{
    private readonly RowColumn _systemId = schema.Column("system_id");
    private readonly RowColumn _ingestTs = schema.Column("ingest_ts");
    private readonly RowColumn _eventTs = schema.Column("event_ts");
    private readonly RowColumn _stationId = schema.Column("station_id");
    private readonly RowColumn _stationCode = schema.Column("station_code");
    private readonly RowColumn _name = schema.Column("name");
    private readonly RowColumn _lat = schema.Column("lat");
    private readonly RowColumn _lon = schema.Column("lon");
    private readonly RowColumn _capacity = schema.Column("capacity");
    private readonly RowColumn _address = schema.Column("address");
    private readonly RowColumn _postCode = schema.Column("post_code");
    private readonly RowColumn _rawJson = schema.Column("raw_station_json");
    private readonly RowColumn _flags = schema.Column("quality_flags");

    public void Write(RowBatchWriter rows, EventEnvelope envelope, StationInformationRow station)
    {
        rows.BeginRow();
        rows.WriteString(_systemId, envelope.Source);
        rows.WriteTimestamp(_ingestTs, envelope.IngestTs);
        if (envelope.EventTs is { } eventTs) rows.WriteTimestamp(_eventTs, eventTs);
        rows.WriteString(_stationId, station.StationId);
        WriteText(rows, _stationCode, station.StationCode);
        WriteText(rows, _name, station.Name);
        if (station.Lat is { } lat) rows.WriteDouble(_lat, lat);
        if (station.Lon is { } lon) rows.WriteDouble(_lon, lon);
        if (station.Capacity is { } capacity) rows.WriteInt64(_capacity, capacity);
        WriteText(rows, _address, station.Address);
        WriteText(rows, _postCode, station.PostCode);
        rows.WriteString(_rawJson, station.RawJson.Span);
        var flags = station.Flags | OfEvent(envelope);
        foreach (var (flag, name) in StationInformationFlagNames.All)
        {
            if ((flags & flag) != 0) rows.WriteString(_flags, name);
        }

        rows.EndRow();
    }

    private static StationInformationFlags OfEvent(EventEnvelope envelope) =>
        envelope.EventTs is not { } eventTs ? StationInformationFlags.EventTimeMissing
        : eventTs - envelope.IngestTs > FeedTime.AheadTolerance ? StationInformationFlags.EventTimeFuture
        : StationInformationFlags.None;

    private static void WriteText(RowBatchWriter rows, RowColumn column, string? text)
    {
        if (text is not null) rows.WriteString(column, text);
    }
}
