using PmpPulse.Testing;

namespace PmpPulse.Fuzzing.Targets;

/// <summary>Planted faults, behind bytes that only coverage leads to. Not among the targets of a campaign.</summary>
internal sealed class PlantedTarget : IFuzzTarget
{
    public const string TargetName = "planted";

    public string Name => TargetName;

    public IReadOnlyList<string> Dictionary { get; } = [];

    public void Check(byte[] input) => PlantedParser.Parse(input);
}
