using PmpPulse.Dashboard.Marts;
using PmpPulse.GoogleCloud.BigQuery;

namespace PmpPulse.Dashboard.Rows;

/// <summary>Whether a station can be believed, from <c>gbfs_station_health</c>: <c>ok</c>, <c>mute</c>, <c>blocked</c>, <c>closed</c> or <c>gone</c>.</summary>
internal sealed record HealthRow(string StationId, string State, DateTimeOffset? SinceTs, string? Reason)
{
    public static readonly MartQuery Query = new(
        "gbfs_station_health",
        """
        SELECT station_id, state, since_ts, reason FROM gbfs_station_health WHERE system_id = @system
        """);

    public static HealthRow Read(BigQueryRow row) => new(
        row.GetString("station_id"), row.GetStringOrNull("state") ?? "ok", row.GetTimestampOrNull("since_ts"), row.GetStringOrNull("reason"));
}
