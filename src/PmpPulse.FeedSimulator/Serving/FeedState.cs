using System.Text.Json.Serialization;

namespace PmpPulse.FeedSimulator.Serving;

/// <summary>What the simulator serves, and its progress: the answer at <c>/</c>.</summary>
/// <param name="Kind"><c>recorded</c> or <c>simulated</c>.</param>
internal sealed record FeedState(string Kind)
{
    /// <summary>Folder of the recording.</summary>
    public string? Folder { get; init; }

    /// <summary>How many status files it has.</summary>
    public int? StatusFiles { get; init; }

    /// <summary>How many of them have been served.</summary>
    public int? Served { get; init; }

    /// <summary>Name of the last of these.</summary>
    public string? LastServed { get; init; }

    /// <summary>Whether all were served, so that the last one is served forever.</summary>
    public bool? Ended { get; init; }

    /// <summary>Name of the file that describes the stations; absent where there is none.</summary>
    public string? Information { get; init; }

    /// <summary>Name of the file of vehicle types; absent where there is none.</summary>
    public string? VehicleTypes { get; init; }

    /// <summary>Status files that are not feeds of stations, with the reason. They are served as they were recorded.</summary>
    public IReadOnlyList<string>? NotFeeds { get; init; }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, WriteIndented = true)]
[JsonSerializable(typeof(FeedState))]
internal sealed partial class SimulatorJson : JsonSerializerContext;
