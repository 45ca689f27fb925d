using System.Text.Json.Serialization;

namespace PmpPulse.Local;

/// <summary>Where everything of a running system is found; also the file <c>endpoints.json</c> in its data directory, which <c>pmpctl</c> reads.</summary>
internal sealed record LocalAddresses
{
    /// <summary>Name of the file in the data directory.</summary>
    public const string FileName = "endpoints.json";

    public required string Project { get; init; }
    public required int ProcessId { get; init; }

    /// <summary>What is polled: a URL.</summary>
    public required Uri Feed { get; init; }

    public required Uri PubSub { get; init; }
    public required Uri BigQuery { get; init; }
    public required Uri Scheduler { get; init; }
    public required Uri StatusCollector { get; init; }
    public required Uri StationInfoCollector { get; init; }
    public required Uri RawWriter { get; init; }
    public required Uri StationInfoWriter { get; init; }
    public required Uri Curation { get; init; }

    /// <summary>Curation by push, which works only while <c>pmp-events-dataflow-sub</c> pushes to it.</summary>
    public required Uri CurationPush { get; init; }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, WriteIndented = true)]
[JsonSerializable(typeof(LocalAddresses))]
internal sealed partial class LocalJson : JsonSerializerContext;
