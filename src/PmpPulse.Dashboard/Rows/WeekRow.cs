using PmpPulse.Dashboard.Marts;
using PmpPulse.GoogleCloud.BigQuery;

namespace PmpPulse.Dashboard.Rows;

/// <summary>How long a station was empty, full and observed over the last seven days, from <c>velib_station_windows_15m</c>; minutes. The hourly mart says the same, but a filter on
/// its hours would not keep BigQuery from reading five weeks of windows.</summary>
internal sealed record WeekRow(string StationId, double? Observed, double? Empty, double? Full, long? Departed, long? Arrived)
{
    public static readonly MartQuery Query = new(
        "velib_station_windows_15m",
        """
        SELECT station_id, SUM(minutes_observed) AS minutes_observed, SUM(minutes_empty) AS minutes_empty, SUM(minutes_full) AS minutes_full,
          SUM(bikes_departed) AS bikes_departed, SUM(bikes_arrived) AS bikes_arrived
        FROM velib_station_windows_15m WHERE system_id = @system AND window_ts >= @from GROUP BY station_id
        """);

    public static WeekRow Read(BigQueryRow row) => new(
        row.GetString("station_id"), row.GetDoubleOrNull("minutes_observed"), row.GetDoubleOrNull("minutes_empty"), row.GetDoubleOrNull("minutes_full"),
        row.GetInt64OrNull("bikes_departed"), row.GetInt64OrNull("bikes_arrived"));
}
