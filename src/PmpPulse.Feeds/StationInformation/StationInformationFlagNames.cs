namespace PmpPulse.Contracts;

/// <summary>The flags as <c>quality_flags</c> spells them; once used in a table a name never changes.</summary>
public static class InformationFlagNames
{
    /// <summary>Every flag with its name, in the order they are written.</summary>
    public static IReadOnlyList<(InformationFlags Flag, string Name)> All { get; } =
    [
        (InformationFlags.StationCodeInvalid, "station_code_invalid"),
        (InformationFlags.NameMissing, "name_missing"),
        (InformationFlags.NameInvalid, "name_invalid"),
        (InformationFlags.PositionMissing, "position_missing"),
        (InformationFlags.PositionInvalid, "position_invalid"),
        (InformationFlags.PositionZero, "position_zero"),
        (InformationFlags.PositionOutlier, "position_outlier"),
        (InformationFlags.CapacityInvalid, "capacity_invalid"),
        (InformationFlags.CapacityUnlikely, "capacity_unlikely"),
        (InformationFlags.AddressInvalid, "address_invalid"),
        (InformationFlags.PostCodeInvalid, "post_code_invalid"),
        (InformationFlags.EventTimeMissing, "event_time_missing"),
        (InformationFlags.EventTimeFuture, "event_time_future"),
    ];
}
