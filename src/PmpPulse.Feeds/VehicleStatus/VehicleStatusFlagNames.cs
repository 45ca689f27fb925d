namespace PmpPulse.Feeds.VehicleStatus;

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
