using PmpPulse.Dashboard.Marts;
using PmpPulse.GoogleCloud.BigQuery;

namespace PmpPulse.Dashboard.Rows;

/// <summary>An area's shape, from <c>gbfs_areas</c>: a GeoJSON Polygon or MultiPolygon, and whom to name where it is shown.</summary>
internal sealed record AreaShapeRow(string AreaId, string? AreaName, string GeoJson, string? Attribution)
{
    public static readonly MartQuery Query = new(
        "gbfs_areas",
        """
        SELECT area_id, area_name, geojson, attribution FROM gbfs_areas WHERE system_id = @system ORDER BY area_id
        """);

    public static AreaShapeRow Read(BigQueryRow row) => new(
        row.GetString("area_id"), row.GetStringOrNull("area_name"), row.GetString("geojson"), row.GetStringOrNull("attribution"));
}
