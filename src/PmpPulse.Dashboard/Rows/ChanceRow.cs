using PmpPulse.Dashboard.Marts;
using PmpPulse.GoogleCloud.BigQuery;

namespace PmpPulse.Dashboard.Rows;

/// <summary>The chance (0 to 1) of a bike and of a free dock in a quarter and in half an hour, from <c>gbfs_station_chance</c>.</summary>
internal sealed record ChanceRow(string StationId, double? Bike15, double? Bike30, double? Dock15, double? Dock30)
{
    public static readonly MartQuery Query = new(
        "gbfs_station_chance",
        """
        SELECT station_id, chance_bike_15m, chance_bike_30m, chance_dock_15m, chance_dock_30m FROM gbfs_station_chance WHERE system_id = @system
        """);

    public static ChanceRow Read(BigQueryRow row) => new(
        row.GetString("station_id"), row.GetDoubleOrNull("chance_bike_15m"), row.GetDoubleOrNull("chance_bike_30m"), row.GetDoubleOrNull("chance_dock_15m"), row.GetDoubleOrNull("chance_dock_30m"));
}
