namespace PmpPulse.Feeds.StationInformation;

/// <summary>
/// Oddities of a station's description that lose no more than the property itself; docs/06-station-information.md lists them, and their
/// names (<see cref="StationInformationFlagNames"/>) are the values of <c>quality_flags</c>.
/// </summary>
[Flags]
public enum StationInformationFlags
{
    None = 0,

    /// <summary>The code is neither text nor an integer.</summary>
    StationCodeInvalid = 1 << 0,

    /// <summary>No name, or an empty one.</summary>
    NameMissing = 1 << 1,

    /// <summary>A name that is neither text nor localized texts.</summary>
    NameInvalid = 1 << 2,

    /// <summary>No latitude or no longitude.</summary>
    PositionMissing = 1 << 3,

    /// <summary>A latitude or longitude that is not a number, or outside its range.</summary>
    PositionInvalid = 1 << 4,

    /// <summary>At (0, 0) exactly, in the Gulf of Guinea.</summary>
    PositionZero = 1 << 5,

    /// <summary>Far from the other stations of the file (<see cref="StationInformationRules"/>).</summary>
    PositionOutlier = 1 << 6,

    /// <summary>A capacity that is not an integer from 0.</summary>
    CapacityInvalid = 1 << 7,

    /// <summary>A capacity far above those of the other stations of the file (<see cref="StationInformationRules"/>).</summary>
    CapacityUnlikely = 1 << 8,

    /// <summary>An address that is neither text nor an integer.</summary>
    AddressInvalid = 1 << 9,

    /// <summary>A postal code that is neither text nor an integer.</summary>
    PostCodeInvalid = 1 << 10,

    /// <summary>The feed gave no time of publication.</summary>
    EventTimeMissing = 1 << 11,

    /// <summary>The feed says that it was published more than five minutes after it was collected.</summary>
    EventTimeFuture = 1 << 12,
}

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
