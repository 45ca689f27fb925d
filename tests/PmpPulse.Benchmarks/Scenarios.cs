using PmpPulse.Benchmarks.Curation;
using PmpPulse.Benchmarks.EndToEnd;

namespace PmpPulse.Benchmarks;

/// <summary>The scenarios there are, in the order in which they run.</summary>
internal static class Scenarios
{
    public static IReadOnlyList<Scenario> All { get; } =
    [
        new CurationScenario(),
        new EndToEndScenario(),
        new SoakScenario(),
    ];

    public static Scenario? Find(string name) => All.FirstOrDefault(scenario => scenario.Name == name);
}
