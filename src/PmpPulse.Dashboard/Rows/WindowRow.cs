using PmpPulse.Dashboard.Marts;
using PmpPulse.GoogleCloud.BigQuery;

namespace PmpPulse.Dashboard.Rows;

/// <summary>A quarter of an hour at a station, from <c>velib_station_windows_15m</c>.</summary>
internal sealed record WindowRow(string StationId, DateTimeOffset WindowTs, int? Bikes, int? Docks, int? BikesMax, int? DocksMax, double MinutesEmpty, double MinutesFull)
{
    public static readonly MartQuery Query = new(
        "velib_station_windows_15m",
        """
        SELECT station_id, window_ts, bikes_last, docks_last, bikes_max, docks_max, minutes_empty, minutes_full
        FROM velib_station_windows_15m WHERE system_id = @system AND window_ts >= @from
        """);

    public static WindowRow Read(BigQueryRow row) => new(
        row.GetString("station_id"), row.GetTimestamp("window_ts"), (int?)row.GetInt64OrNull("bikes_last"), (int?)row.GetInt64OrNull("docks_last"), (int?)row.GetInt64OrNull("bikes_max"),
        (int?)row.GetInt64OrNull("docks_max"), row.GetDoubleOrNull("minutes_empty") ?? 0, row.GetDoubleOrNull("minutes_full") ?? 0);
}
