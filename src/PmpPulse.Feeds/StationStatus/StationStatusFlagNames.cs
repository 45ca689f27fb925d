namespace PmpPulse.Feeds.StationStatus;

/// <summary>The flags as <c>quality_flags</c> spells them; once used in a table a name never changes.</summary>
internal static class StationStatusFlagNames
{
    /// <summary>Every flag with its name, in the order they are written.</summary>
    public static IReadOnlyList<(StationStatusFlags Flag, string Name)> All { get; } =
    [
        (StationStatusFlags.TypesMissing, "types_missing"),
        (StationStatusFlags.TypesMismatch, "types_mismatch"),
        (StationStatusFlags.LastReportedMissing, "last_reported_missing"),
        (StationStatusFlags.LastReportedInvalid, "last_reported_invalid"),
        (StationStatusFlags.LastReportedFuture, "last_reported_future"),
        (StationStatusFlags.StationStale, "station_stale"),
        (StationStatusFlags.BikesMissing, "bikes_missing"),
        (StationStatusFlags.DocksMissing, "docks_missing"),
        (StationStatusFlags.StatusInvalid, "status_invalid"),
        (StationStatusFlags.StationCodeInvalid, "station_code_invalid"),
        (StationStatusFlags.EventTimeMissing, "event_time_missing"),
        (StationStatusFlags.TypesInvalid, "types_invalid"),
        (StationStatusFlags.DocksInvalid, "docks_invalid"),
        (StationStatusFlags.EventTimeFuture, "event_time_future"),
        (StationStatusFlags.CountImplausible, "count_implausible"),
        (StationStatusFlags.StationClosed, "station_closed"),
        (StationStatusFlags.SnapshotTruncated, "snapshot_truncated"),
    ];
}
