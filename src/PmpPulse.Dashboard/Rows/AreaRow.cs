using PmpPulse.Dashboard.Marts;
using PmpPulse.GoogleCloud.BigQuery;

namespace PmpPulse.Dashboard.Rows;

/// <summary>An area now, from <c>gbfs_area_latest</c>.</summary>
internal sealed record AreaRow(string AreaId, string? AreaName, string? AreaSource, long Stations, long? Bikes, long? Ebikes, long? Docks, long? Capacity, long Empty, long Full, long Closed, double? FillRate)
{
    public static readonly MartQuery Query = new(
        "gbfs_area_latest",
        """
        SELECT area_id, area_name, area_source, stations, bikes, ebikes, docks, capacity, empty, `full`, closed, fill_rate, event_ts FROM gbfs_area_latest WHERE system_id = @system ORDER BY area_id
        """);

    public static AreaRow Read(BigQueryRow row) => new(
        row.GetString("area_id"), row.GetStringOrNull("area_name"), row.GetStringOrNull("area_source"), row.GetInt64OrNull("stations") ?? 0, row.GetInt64OrNull("bikes"), row.GetInt64OrNull("ebikes"),
        row.GetInt64OrNull("docks"), row.GetInt64OrNull("capacity"), row.GetInt64OrNull("empty") ?? 0, row.GetInt64OrNull("full") ?? 0, row.GetInt64OrNull("closed") ?? 0, row.GetDoubleOrNull("fill_rate"));
}
