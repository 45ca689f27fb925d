namespace PmpPulse.GoogleCloud.Dataflow;

/// <summary>A job to start from a flex template.</summary>
public sealed record FlexTemplateLaunch
{
    /// <summary>
    /// Its name: a letter, then letters, digits and hyphens in lower case. A name is unique among the active jobs of a region.
    /// </summary>
    public required string JobName { get; init; }

    /// <summary>The template's specification, <c>gs://…</c>.</summary>
    public required string TemplatePath { get; init; }

    /// <summary>The template's own parameters.</summary>
    public required IReadOnlyDictionary<string, string> Parameters { get; init; }

    /// <summary>Maximum number of workers.</summary>
    public required int MaxWorkers { get; init; }

    /// <summary>Account that launcher and workers run as.</summary>
    public required string ServiceAccount { get; init; }

    /// <summary>Folder for what is temporary, <c>gs://…</c>.</summary>
    public required string TempLocation { get; init; }

    /// <summary>Folder for what workers load, <c>gs://…</c>.</summary>
    public required string StagingLocation { get; init; }

    /// <summary>Compute Engine's machine type of a worker; null leaves it to Dataflow.</summary>
    public string? MachineType { get; init; }
}
