using PmpPulse.Dashboard.Marts;
using PmpPulse.GoogleCloud.BigQuery;

namespace PmpPulse.Dashboard.Rows;

/// <summary>How a station changed over the last minutes, from <c>gbfs_station_flow_latest</c>: bikes, positive where more arrived.</summary>
internal sealed record FlowRow(string StationId, long? Change15, long? Change30, long? Change60)
{
    public static readonly MartQuery Query = new(
        "gbfs_station_flow_latest",
        """
        SELECT station_id, change_15m, change_30m, change_60m FROM gbfs_station_flow_latest WHERE system_id = @system
        """);

    public static FlowRow Read(BigQueryRow row) => new(
        row.GetString("station_id"), row.GetInt64OrNull("change_15m"), row.GetInt64OrNull("change_30m"), row.GetInt64OrNull("change_60m"));
}
