using PmpPulse.Testing;

namespace PmpPulse.Fuzzing.Targets;

/// <summary>Planted faults that only coverage guidance can reach. Not part of a campaign.</summary>
internal sealed class PlantedTarget : IFuzzTarget
{
    public const string TargetName = "planted";

    public string Name => TargetName;

    public IReadOnlyList<string> Dictionary { get; } = [];

    public void Check(byte[] input) => PlantedParser.Parse(input);
}
