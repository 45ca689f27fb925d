namespace PmpPulse.Curation.Stations;

/// <summary>The flags as <c>quality_flags</c> spells them; once used in a table a name never changes.</summary>
internal static class QualityFlagNames
{
    /// <summary>Every flag with its name, in the order they are written.</summary>
    public static IReadOnlyList<(QualityFlags Flag, string Name)> All { get; } =
    [
        (QualityFlags.TypesMissing, "types_missing"),
        (QualityFlags.TypesMismatch, "types_mismatch"),
        (QualityFlags.LastReportedMissing, "last_reported_missing"),
        (QualityFlags.LastReportedInvalid, "last_reported_invalid"),
        (QualityFlags.LastReportedFuture, "last_reported_future"),
        (QualityFlags.StationStale, "station_stale"),
        (QualityFlags.BikesMissing, "bikes_missing"),
        (QualityFlags.DocksMissing, "docks_missing"),
        (QualityFlags.StatusInvalid, "status_invalid"),
        (QualityFlags.StationCodeInvalid, "station_code_invalid"),
        (QualityFlags.EventTimeMissing, "event_time_missing"),
        (QualityFlags.TypesInvalid, "types_invalid"),
        (QualityFlags.DocksInvalid, "docks_invalid"),
        (QualityFlags.EventTimeFuture, "event_time_future"),
        (QualityFlags.CountImplausible, "count_implausible"),
        (QualityFlags.StationClosed, "station_closed"),
        (QualityFlags.SnapshotTruncated, "snapshot_truncated"),
    ];
}
