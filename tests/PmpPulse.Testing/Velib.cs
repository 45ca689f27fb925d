using PmpPulse.Contracts.Topology;

namespace PmpPulse.Testing;

/// <summary>The two feeds that most tests are about.</summary>
public static class Velib
{
    public static readonly FeedTopology Status = FeedTopology.Find("velib.station_status")!;

    public static readonly FeedTopology Information = FeedTopology.Find("velib.station_information")!;

    /// <summary>How the status feed is curated.</summary>
    public static readonly CurationTopology Curation = Status.Curation!;
}
