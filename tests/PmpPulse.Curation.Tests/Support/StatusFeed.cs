using PmpPulse.Contracts.Topology;
using PmpPulse.Curation.Pipeline;

namespace PmpPulse.Curation.Tests.Support;

/// <summary>The feed that the tests curate, its rows and its table.</summary>
internal static class StatusFeed
{
    public static readonly FeedTopology Topology = FeedTopology.Find("velib.station_status")!;

    public static readonly CurationFeed Feed = Of("velib");

    public static CurationFeed Of(string systemId) => CurationFeed.Of(Topology, Topology.Curation!, systemId);

    public static Curator Curator() => new(Feed);
}
