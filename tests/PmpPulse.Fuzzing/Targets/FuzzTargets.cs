using PmpPulse.Contracts.Topology;

namespace PmpPulse.Fuzzing.Targets;

/// <summary>All targets, and the planted one that proves that the fuzzer finds faults.</summary>
internal static class FuzzTargets
{
    public static IReadOnlyList<IFuzzTarget> All { get; } =
    [
        new EnvelopeTarget(), new FeedHeaderTarget(), new StationInformationTarget(), new CurationTarget(), new TemplateTarget(), new BrokenFeedTarget(),
        new PushDeliveryTarget(), new GoogleSqlTarget(), new SqlTextTarget(),
        .. FeedTopology.All.Where(feed => feed.Curation is not null).DistinctBy(feed => feed.Kind).Select(feed => new ElementsTarget(feed)),
    ];

    public static IFuzzTarget? Find(string name) => name == PlantedTarget.TargetName ? new PlantedTarget() : All.FirstOrDefault(target => target.Name == name);
}
