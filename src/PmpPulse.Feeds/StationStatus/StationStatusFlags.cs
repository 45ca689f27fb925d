namespace PmpPulse.Feeds.StationStatus;

/// <summary>
/// Oddities of a row that lose nothing. Each is a function of the message alone; docs/04-curation.md lists them, and their names
/// (<see cref="StationStatusFlagNames"/>) are the values of <c>quality_flags</c>.
/// </summary>
[Flags]
internal enum StationStatusFlags
{
    None = 0,

    /// <summary>The feed does not say how many bikes are mechanical or how many are e-bikes, and no count is invalid.</summary>
    TypesMissing = 1 << 0,

    /// <summary>Mechanical bikes and e-bikes don't sum to the bikes, or there are more e-bikes than bikes.</summary>
    TypesMismatch = 1 << 1,

    /// <summary>No <c>last_reported</c>, or 0.</summary>
    LastReportedMissing = 1 << 2,

    /// <summary>A <c>last_reported</c> that is not a time between 2000 and 2099.</summary>
    LastReportedInvalid = 1 << 3,

    /// <summary><c>last_reported</c> is more than <see cref="StationStatusRules.FutureTolerance"/> after the event time.</summary>
    LastReportedFuture = 1 << 4,

    /// <summary><c>last_reported</c> is more than <see cref="StationStatusRules.StaleAfter"/> before the event time.</summary>
    StationStale = 1 << 5,

    /// <summary>No count of bikes.</summary>
    BikesMissing = 1 << 6,

    /// <summary>No count of docks, not even an invalid one; GBFS 2.x allows this for stations without docks.</summary>
    DocksMissing = 1 << 7,

    /// <summary>One of the three status flags is neither a boolean nor 0 or 1.</summary>
    StatusInvalid = 1 << 8,

    /// <summary>The station's code is neither text nor an integer.</summary>
    StationCodeInvalid = 1 << 9,

    /// <summary>The feed gave no event time: <c>event_ts</c> is the ingestion time.</summary>
    EventTimeMissing = 1 << 10,

    /// <summary>A count of mechanical bikes or e-bikes, or the list of them, is invalid: it was skipped.</summary>
    TypesInvalid = 1 << 11,

    /// <summary>A count of docks, or the list of them by type, is invalid: it was skipped.</summary>
    DocksInvalid = 1 << 12,

    /// <summary>
    /// The event time is more than <see cref="Contracts.Feeds.FeedTime.AheadTolerance"/> after the ingestion time; ages count from the
    /// latter.
    /// </summary>
    EventTimeFuture = 1 << 13,

    /// <summary>More than <see cref="StationStatusRules.MaxPlausible"/> bikes or docks.</summary>
    CountImplausible = 1 << 14,

    /// <summary>Not installed, or neither renting nor returning: nobody can use its bikes and docks.</summary>
    StationClosed = 1 << 15,

    /// <summary>The end of the stations array was not found: the snapshot may lack stations.</summary>
    SnapshotTruncated = 1 << 16,
}

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
