using PmpPulse.Dashboard.Marts;
using PmpPulse.GoogleCloud.BigQuery;

namespace PmpPulse.Dashboard.Rows;

/// <summary>How often the chance of a bike was right over the last week, from <c>gbfs_forecast_score</c>.</summary>
internal sealed record ScoreRow(long Minutes, long Forecasts, long Hits, double? HitRate, double? Brier)
{
    public static readonly MartQuery Query = new(
        "gbfs_forecast_score",
        """
        SELECT minutes, forecasts, hits, hit_rate, brier FROM gbfs_forecast_score WHERE system_id = @system ORDER BY minutes
        """);

    public static ScoreRow Read(BigQueryRow row) => new(
        row.GetInt64("minutes"), row.GetInt64OrNull("forecasts") ?? 0, row.GetInt64OrNull("hits") ?? 0, row.GetDoubleOrNull("hit_rate"), row.GetDoubleOrNull("brier"));
}
