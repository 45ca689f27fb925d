namespace PmpPulse.Contracts;

/// <summary>What the stations of a feed tell.</summary>
public enum FeedKind
{
    /// <summary>Nothing that would say so: no stations, or none with a property that only one kind has.</summary>
    Unknown,

    /// <summary>GBFS <c>station_status</c>: bikes and docks of the moment.</summary>
    StationStatus,

    /// <summary>GBFS <c>station_information</c>: names and places.</summary>
    StationInformation,
}
