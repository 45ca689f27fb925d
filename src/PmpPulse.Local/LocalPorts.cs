using PmpPulse.Contracts.Topology;

namespace PmpPulse.Local;

/// <summary>Ports on 127.0.0.1, one per program; 0 takes a free one.</summary>
internal sealed record LocalPorts
{
    public required int PubSub { get; init; }
    public required int BigQuery { get; init; }
    public required int Scheduler { get; init; }
    public required int Simulator { get; init; }
    public required int Dashboard { get; init; }

    /// <summary>Those of the feeds' services, by the name of their setting.</summary>
    public required IReadOnlyDictionary<string, int> Feeds { get; init; }

    public int Of(FeedPort port) => Feeds[port.Setting];
}
