using PmpPulse.Dashboard.Marts;
using PmpPulse.GoogleCloud.BigQuery;

namespace PmpPulse.Dashboard.Rows;

/// <summary>A day of polling, from <c>gbfs_data_quality_daily</c>.</summary>
internal sealed record QualityRow(DateOnly Day, long? Expected, long? Seen, double? Coverage, double? PublicationAge, double? ContentAge, long? Mute, long? Flagged, long? DeadLetters, string? DeadLettersByStage)
{
    public static readonly MartQuery Query = new(
        "gbfs_data_quality_daily",
        """
        SELECT day, polls_expected, polls_seen, coverage, publication_age_seconds_median, content_age_seconds_median, mute_stations, flagged_rows, dead_letters, dead_letters_by_stage
        FROM gbfs_data_quality_daily WHERE system_id = @system ORDER BY day DESC LIMIT 14
        """);

    public static QualityRow Read(BigQueryRow row) => new(
        row.GetDate("day"), row.GetInt64OrNull("polls_expected"), row.GetInt64OrNull("polls_seen"), row.GetDoubleOrNull("coverage"), row.GetDoubleOrNull("publication_age_seconds_median"),
        row.GetDoubleOrNull("content_age_seconds_median"), row.GetInt64OrNull("mute_stations"), row.GetInt64OrNull("flagged_rows"), row.GetInt64OrNull("dead_letters"), row.GetStringOrNull("dead_letters_by_stage"));
}
