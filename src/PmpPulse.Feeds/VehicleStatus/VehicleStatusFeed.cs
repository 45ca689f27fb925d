using PmpPulse.Feeds.Gbfs;
using PmpPulse.Feeds.Kinds;

namespace PmpPulse.Feeds.VehicleStatus;

/// <summary>GBFS <c>vehicle_status</c> (<c>free_bike_status</c> before 3.0): free-floating vehicles.</summary>
public static class VehicleStatusFeed
{
    /// <summary>Its vehicles.</summary>
    public static FeedList List { get; } = new("vehicle", ["vehicles", "bikes"], ["vehicle_id", "bike_id"]);

    public static FeedKind Kind { get; } = new("vehicle_status", List)
    {
        Curated = schema => new VehicleStatusRows(schema),
        Simulated = new SimulatedVehicles(),
    };
}
