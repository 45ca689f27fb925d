using PmpPulse.Benchmarks.Broker;
using PmpPulse.Benchmarks.Curation;
using PmpPulse.Benchmarks.Dashboards;
using PmpPulse.Benchmarks.EndToEnd;
using PmpPulse.Benchmarks.History;
using PmpPulse.Benchmarks.Starting;
using PmpPulse.Benchmarks.Writing;

namespace PmpPulse.Benchmarks;

/// <summary>The scenarios there are, in the order in which they run.</summary>
internal static class Scenarios
{
    public static IReadOnlyList<Scenario> All { get; } =
    [
        new CurationScenario(),
        new BrokerScenario(),
        new WriterScenario(),
        new StartScenario(),
        new UpScenario(),
        new RecordedFeedsScenario(),
        new EndToEndScenario(),
        new SoakScenario(),
        new HistoryScenario(),
        new DashboardScenario(),
    ];

    public static Scenario? Find(string name) => All.FirstOrDefault(scenario => scenario.Name == name);
}
