using System.Text.Json.Serialization;

namespace PmpPulse.Local;

/// <summary>Where everything of a running system is found; also the file <c>endpoints.json</c> in its data directory, which <c>pmpctl</c> reads.</summary>
internal sealed record LocalAddresses
{
    /// <summary>Name of the file in the data directory.</summary>
    public const string FileName = "endpoints.json";

    public required string Project { get; init; }
    public required int ProcessId { get; init; }

    /// <summary>What is polled: <c>live</c>, <c>sim</c> or <c>dir:PATH</c>.</summary>
    public required string FeedName { get; init; }

    /// <summary>The system it is of: <c>system_id</c> of its rows.</summary>
    public required string SystemId { get; init; }

    /// <summary>Where that is polled: a URL.</summary>
    public required Uri Feed { get; init; }

    /// <summary>Seconds between two polls of the station status.</summary>
    public required double PollS { get; init; }

    /// <summary>Whether what is polled has no station information.</summary>
    public required bool LacksInformation { get; init; }

    /// <summary>When the system started (UTC).</summary>
    public required DateTimeOffset Started { get; init; }

    /// <summary>Name of the folder of this feed's history within the data directory; its lock tells that the process is still there.</summary>
    public required string History { get; init; }

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
