using PmpPulse.Feeds.Gbfs;
using PmpPulse.Feeds.Kinds;

namespace PmpPulse.Feeds.StationStatus;

/// <summary>GBFS <c>station_status</c>: bikes and docks of the moment.</summary>
public static class StationStatusFeed
{
    /// <summary>Its stations.</summary>
    public static FeedList List { get; } = new("station", ["stations"], ["station_id"]);

    public static FeedKind Kind { get; } = new("station_status", List)
    {
        // properties that the specification gives to this file only
        Marks = ["num_bikes_available", "num_vehicles_available", "is_renting", "last_reported"],
        UsesVehicleTypes = true,
        Curated = schema => new StationStatusRows(schema),
    };
}
