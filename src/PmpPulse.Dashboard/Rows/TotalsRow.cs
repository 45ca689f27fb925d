using PmpPulse.Dashboard.Marts;
using PmpPulse.GoogleCloud.BigQuery;

namespace PmpPulse.Dashboard.Rows;

/// <summary>The totals of one publication of the feed, from <c>gbfs_snapshot_totals</c>: usable bikes and docks.</summary>
internal sealed record TotalsRow(DateTimeOffset EventTs, DateTimeOffset IngestTs, long? Bikes, long? Ebikes, long? Docks, long Empty, long Full, long Stations)
{
    public static readonly MartQuery Query = new(
        "gbfs_snapshot_totals",
        """
        SELECT event_ts, ingest_ts, usable_bikes_available, usable_ebikes_available, usable_docks_available, empty_stations, full_stations, stations_reporting
        FROM gbfs_snapshot_totals WHERE system_id = @system AND hour_ts >= TIMESTAMP_TRUNC(@from, HOUR) AND event_ts >= @from ORDER BY event_ts
        """);

    public static TotalsRow Read(BigQueryRow row) => new(
        row.GetTimestamp("event_ts"), row.GetTimestamp("ingest_ts"), row.GetInt64OrNull("usable_bikes_available"), row.GetInt64OrNull("usable_ebikes_available"),
        row.GetInt64OrNull("usable_docks_available"), row.GetInt64OrNull("empty_stations") ?? 0, row.GetInt64OrNull("full_stations") ?? 0, row.GetInt64OrNull("stations_reporting") ?? 0);
}
