using PmpPulse.Dashboard.Marts;
using PmpPulse.GoogleCloud.BigQuery;

namespace PmpPulse.Dashboard.Rows;

/// <summary>The area a station stands in, from <c>gbfs_station_areas</c>.</summary>
internal sealed record AreaOfStationRow(string StationId, string? AreaId, string? AreaName, string? AreaSource)
{
    public static readonly MartQuery Query = new(
        "gbfs_station_areas",
        """
        SELECT station_id, area_id, area_name, area_source FROM gbfs_station_areas WHERE system_id = @system
        """);

    public static AreaOfStationRow Read(BigQueryRow row) => new(
        row.GetString("station_id"), row.GetStringOrNull("area_id"), row.GetStringOrNull("area_name"), row.GetStringOrNull("area_source"));
}
