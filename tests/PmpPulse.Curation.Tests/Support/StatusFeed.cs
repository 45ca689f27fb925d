using PmpPulse.Contracts.Topology;
using PmpPulse.Curation.Pipeline;

namespace PmpPulse.Curation.Tests.Support;

/// <summary>The feed that the tests curate, with its rows and its table.</summary>
internal static class StatusFeed
{
    public static readonly FeedTopology Topology = FeedTopology.Find("velib.station_status")!;

    public static readonly CurationFeed Feed = CurationFeed.Of(Topology, Topology.Curation!);

    public static Curator Curator() => new(Feed.Kind, Feed.Rows);
}
