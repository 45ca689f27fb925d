using PmpPulse.Dashboard.Marts;
using PmpPulse.GoogleCloud.BigQuery;

namespace PmpPulse.Dashboard.Rows;

/// <summary>A station's newest state with its description, from <c>gbfs_latest_state_enriched</c>. Counts are the usable ones.</summary>
internal sealed record StationState(
    string Id, string? Code, string? Name, double? Lat, double? Lon, long? Capacity, string? Address, DateTimeOffset? EventTs, DateTimeOffset IngestTs, DateTimeOffset? LastReportedTs,
    long? Bikes, long? Ebikes, long? Docks, bool CanRent, bool CanReturn, bool IsEmpty, bool IsFull, string? Flags)
{
    public static readonly MartQuery Query = new(
        "gbfs_latest_state_enriched",
        """
        SELECT station_id, station_code, name, lat, lon, capacity, address, event_ts, ingest_ts, last_reported_ts,
          usable_bikes_available, ebike_available_last_known, usable_docks_available, can_rent, can_return, is_empty, is_full, quality_flags
        FROM gbfs_latest_state_enriched WHERE system_id = @system ORDER BY station_id
        """);

    /// <summary>Closed: neither gives nor takes bikes.</summary>
    public bool IsClosed => !CanRent && !CanReturn;

    public static StationState Read(BigQueryRow row)
    {
        var canRent = row.GetBoolOrNull("can_rent") ?? true;
        return new StationState(
            row.GetString("station_id"), row.GetStringOrNull("station_code"), row.GetStringOrNull("name"), row.GetDoubleOrNull("lat"), row.GetDoubleOrNull("lon"),
            row.GetInt64OrNull("capacity"), row.GetStringOrNull("address"), row.GetTimestampOrNull("event_ts"), row.GetTimestamp("ingest_ts"), row.GetTimestampOrNull("last_reported_ts"),
            row.GetInt64OrNull("usable_bikes_available"), canRent ? row.GetInt64OrNull("ebike_available_last_known") : 0, row.GetInt64OrNull("usable_docks_available"),
            canRent, row.GetBoolOrNull("can_return") ?? true, row.GetBoolOrNull("is_empty") ?? false, row.GetBoolOrNull("is_full") ?? false,
            row.GetStringOrNull("quality_flags"));
    }
}
