namespace PmpPulse.Feeds.StationInformation;

/// <summary>The flags as <c>quality_flags</c> spells them; once used in a table a name never changes.</summary>
internal static class StationInformationFlagNames
{
    /// <summary>Every flag with its name, in the order they are written.</summary>
    public static IReadOnlyList<(StationInformationFlags Flag, string Name)> All { get; } =
    [
        (StationInformationFlags.StationCodeInvalid, "station_code_invalid"),
        (StationInformationFlags.NameMissing, "name_missing"),
        (StationInformationFlags.NameInvalid, "name_invalid"),
        (StationInformationFlags.PositionMissing, "position_missing"),
        (StationInformationFlags.PositionInvalid, "position_invalid"),
        (StationInformationFlags.PositionZero, "position_zero"),
        (StationInformationFlags.PositionOutlier, "position_outlier"),
        (StationInformationFlags.CapacityInvalid, "capacity_invalid"),
        (StationInformationFlags.CapacityUnlikely, "capacity_unlikely"),
        (StationInformationFlags.AddressInvalid, "address_invalid"),
        (StationInformationFlags.PostCodeInvalid, "post_code_invalid"),
        (StationInformationFlags.EventTimeMissing, "event_time_missing"),
        (StationInformationFlags.EventTimeFuture, "event_time_future"),
    ];
}
