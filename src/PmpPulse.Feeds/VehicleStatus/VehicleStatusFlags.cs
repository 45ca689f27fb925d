namespace PmpPulse.Feeds.VehicleStatus;

/// <summary>
/// Oddities of a row that lose nothing but the property itself. Each is a function of the message alone; docs/11-vehicle-status.md lists
/// them, and their names (<see cref="VehicleStatusFlagNames"/>) are the values of <c>quality_flags</c>.
/// </summary>
[Flags]
internal enum VehicleStatusFlags
{
    None = 0,

    /// <summary>No latitude or no longitude, and no station either.</summary>
    PositionMissing = 1 << 0,

    /// <summary>A latitude or longitude that is not a number, or outside its range.</summary>
    PositionInvalid = 1 << 1,

    /// <summary>At (0, 0) exactly, in the Gulf of Guinea.</summary>
    PositionZero = 1 << 2,

    /// <summary>The feed doesn't say whether the vehicle is reserved, or whether it is disabled.</summary>
    StatusMissing = 1 << 3,

    /// <summary>One of these is neither a boolean nor 0 or 1.</summary>
    StatusInvalid = 1 << 4,

    /// <summary>A range that is not a number from 0 to <see cref="VehicleStatusRules.MaxRangeMeters"/>.</summary>
    RangeInvalid = 1 << 5,

    /// <summary>A fuel percentage that is not a number from 0 to 1.</summary>
    FuelInvalid = 1 << 6,

    /// <summary>A vehicle type or a station that is neither text nor an integer.</summary>
    ReferenceInvalid = 1 << 7,

    /// <summary>A <c>last_reported</c> that is not a time between 2000 and 2099.</summary>
    LastReportedInvalid = 1 << 8,

    /// <summary><c>last_reported</c> is more than <see cref="VehicleStatusRules.FutureTolerance"/> after the event time.</summary>
    LastReportedFuture = 1 << 9,

    /// <summary>The feed gave no event time: <c>event_ts</c> is the ingestion time.</summary>
    EventTimeMissing = 1 << 10,

    /// <summary>The event time is more than five minutes after the ingestion time.</summary>
    EventTimeFuture = 1 << 11,

    /// <summary>The end of the list was not found: the snapshot may lack vehicles.</summary>
    SnapshotTruncated = 1 << 12,
}

/// <summary>The flags as <c>quality_flags</c> spells them; once used in a table a name never changes.</summary>
internal static class VehicleStatusFlagNames
{
    /// <summary>See <see cref="VehicleStatusFlags.LastReportedFuture"/>.</summary>
    public const string LastReportedFuture = "last_reported_future";

    /// <summary>Every flag with its name, in the order they are written.</summary>
    public static IReadOnlyList<(VehicleStatusFlags Flag, string Name)> All { get; } =
    [
        (VehicleStatusFlags.PositionMissing, "position_missing"),
        (VehicleStatusFlags.PositionInvalid, "position_invalid"),
        (VehicleStatusFlags.PositionZero, "position_zero"),
        (VehicleStatusFlags.StatusMissing, "status_missing"),
        (VehicleStatusFlags.StatusInvalid, "status_invalid"),
        (VehicleStatusFlags.RangeInvalid, "range_invalid"),
        (VehicleStatusFlags.FuelInvalid, "fuel_invalid"),
        (VehicleStatusFlags.ReferenceInvalid, "reference_invalid"),
        (VehicleStatusFlags.LastReportedInvalid, "last_reported_invalid"),
        (VehicleStatusFlags.LastReportedFuture, LastReportedFuture),
        (VehicleStatusFlags.EventTimeMissing, "event_time_missing"),
        (VehicleStatusFlags.EventTimeFuture, "event_time_future"),
        (VehicleStatusFlags.SnapshotTruncated, "snapshot_truncated"),
    ];
}
