using PmpPulse.Dashboard.Marts;
using PmpPulse.GoogleCloud.BigQuery;

namespace PmpPulse.Dashboard.Rows;

/// <summary>What is usual at a station in an hour of the week (Paris), from <c>gbfs_station_usual</c>.</summary>
internal sealed record StationUsualRow(string StationId, int Weekday, int Hour, float? BikesLow, float? Bikes, float? BikesHigh, float? Docks, float? ChanceBike, float? ChanceDock, int Weeks)
{
    public static readonly MartQuery Query = new(
        "gbfs_station_usual",
        """
        SELECT station_id, weekday, hour, bikes_p25, bikes_median, bikes_p75, docks_median, chance_1_bike, chance_1_dock, weeks
        FROM gbfs_station_usual WHERE system_id = @system AND weekday IN UNNEST(@weekdays)
        """);

    public static StationUsualRow Read(BigQueryRow row) => new(
        row.GetString("station_id"), (int)row.GetInt64("weekday"), (int)row.GetInt64("hour"), (float?)row.GetDoubleOrNull("bikes_p25"), (float?)row.GetDoubleOrNull("bikes_median"),
        (float?)row.GetDoubleOrNull("bikes_p75"), (float?)row.GetDoubleOrNull("docks_median"), (float?)row.GetDoubleOrNull("chance_1_bike"), (float?)row.GetDoubleOrNull("chance_1_dock"),
        (int)(row.GetInt64OrNull("weeks") ?? 0));
}
