namespace PmpPulse.Local;

/// <summary>Ports on 127.0.0.1, one a program; 0 takes a free one.</summary>
internal sealed record LocalPorts
{
    public required int PubSub { get; init; }
    public required int BigQuery { get; init; }
    public required int Scheduler { get; init; }
    public required int StatusCollector { get; init; }
    public required int StationInfoCollector { get; init; }
    public required int RawWriter { get; init; }
    public required int StationInfoWriter { get; init; }
    public required int Curation { get; init; }
    public required int CurationPush { get; init; }
    public required int Simulator { get; init; }
}
