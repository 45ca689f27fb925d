using System.Text.Json.Serialization;

namespace PmpPulse.GoogleCloud.CloudRun;

/// <summary>
/// A Cloud Run worker pool, the parts this system reads and switches
/// (<see href="https://cloud.google.com/run/docs/reference/rest/v2/projects.locations.workerPools"/>).
/// </summary>
public sealed record CloudRunWorkerPool
{
    /// <summary><c>projects/…/locations/…/workerPools/…</c>.</summary>
    public string? Name { get; init; }

    public CloudRunWorkerPoolScaling? Scaling { get; init; }

    /// <summary>Whether it is ready, or why not.</summary>
    public CloudRunCondition? TerminalCondition { get; init; }

    /// <summary>Instances it keeps, all billed; an absent number is zero.</summary>
    [JsonIgnore]
    public int InstanceCount => Scaling?.ManualInstanceCount ?? 0;
}

/// <summary>How many instances a pool keeps.</summary>
public sealed record CloudRunWorkerPoolScaling(int? ManualInstanceCount);

/// <summary>The requested change and its progress.</summary>
internal sealed record CloudRunOperation(string? Name, bool Done, CloudRunOperationError? Error);

internal sealed record CloudRunOperationError(int Code, string? Message);
