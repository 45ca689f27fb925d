using PmpPulse.Contracts.Topology;

namespace PmpPulse.Testing;

/// <summary>The feeds used in tests, mostly the first two.</summary>
public static class Velib
{
    public static readonly FeedTopology Status = FeedTopology.Find("velib.station_status")!;

    public static readonly FeedTopology Information = FeedTopology.Find("velib.station_information")!;

    public static readonly FeedTopology Vehicles = FeedTopology.Find("velib.vehicle_status")!;

    /// <summary>Curation of the status feed.</summary>
    public static readonly CurationTopology Curation = Status.Curation!;
}
