namespace PmpPulse.Fuzzing.Targets;

/// <summary>All targets, and the planted one that proves that the fuzzer finds faults.</summary>
internal static class FuzzTargets
{
    public static IReadOnlyList<IFuzzTarget> All { get; } =
    [
        new EnvelopeTarget(), new FeedHeaderTarget(), new StationInformationTarget(), new CurationTarget(), new StationStatusTarget(),
        new BrokenFeedTarget(), new PushDeliveryTarget(), new GoogleSqlTarget(), new SqlTextTarget(),
    ];

    public static IFuzzTarget? Find(string name) => name == PlantedTarget.TargetName ? new PlantedTarget() : All.FirstOrDefault(target => target.Name == name);
}
