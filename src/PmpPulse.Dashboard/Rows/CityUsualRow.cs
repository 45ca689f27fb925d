using PmpPulse.Dashboard.Marts;
using PmpPulse.GoogleCloud.BigQuery;

namespace PmpPulse.Dashboard.Rows;

/// <summary>What is usual in the whole system in an hour of the week (Paris), from <c>gbfs_city_usual</c>.</summary>
internal sealed record CityUsualRow(int Weekday, int Hour, double? BikesLow, double? Bikes, double? BikesHigh, double? Empty, double? Full)
{
    public static readonly MartQuery Query = new(
        "gbfs_city_usual",
        """
        SELECT weekday, hour, bikes_p25, bikes_median, bikes_p75, empty_median, full_median
        FROM gbfs_city_usual WHERE system_id = @system AND weekday IN UNNEST(@weekdays)
        """);

    public static CityUsualRow Read(BigQueryRow row) => new(
        (int)row.GetInt64("weekday"), (int)row.GetInt64("hour"), row.GetDoubleOrNull("bikes_p25"), row.GetDoubleOrNull("bikes_median"), row.GetDoubleOrNull("bikes_p75"),
        row.GetDoubleOrNull("empty_median"), row.GetDoubleOrNull("full_median"));
}
