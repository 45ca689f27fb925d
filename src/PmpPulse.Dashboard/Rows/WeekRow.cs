using PmpPulse.Dashboard.Marts;
using PmpPulse.GoogleCloud.BigQuery;

namespace PmpPulse.Dashboard.Rows;

/// <summary>How long a station was empty, full and observed over the last seven days, from <c>gbfs_station_availability_hourly</c>; minutes.</summary>
internal sealed record WeekRow(string StationId, double? Observed, double? Empty, double? Full, long? Departed, long? Arrived)
{
    public static readonly MartQuery Query = new(
        "gbfs_station_availability_hourly",
        """
        SELECT station_id, SUM(minutes_observed) AS minutes_observed, SUM(minutes_empty) AS minutes_empty, SUM(minutes_full) AS minutes_full,
          SUM(bikes_departed) AS bikes_departed, SUM(bikes_arrived) AS bikes_arrived
        FROM gbfs_station_availability_hourly WHERE system_id = @system AND hour_ts >= @from GROUP BY station_id
        """);

    public static WeekRow Read(BigQueryRow row) => new(
        row.GetString("station_id"), row.GetDoubleOrNull("minutes_observed"), row.GetDoubleOrNull("minutes_empty"), row.GetDoubleOrNull("minutes_full"),
        row.GetInt64OrNull("bikes_departed"), row.GetInt64OrNull("bikes_arrived"));
}
