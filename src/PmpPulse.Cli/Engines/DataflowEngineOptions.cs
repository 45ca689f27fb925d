using PmpPulse.Contracts.Topology;

namespace PmpPulse.Cli.Engines;

/// <summary>What a Dataflow job is given; names are those that <c>infra/terraform</c> creates.</summary>
internal sealed record DataflowEngineOptions
{
    /// <summary>Maximum of workers that may be requested: each costs about $120 a month.</summary>
    public const int MaxWorkersCap = 10;

    public const int DefaultMaxWorkers = 2;

    public required string ProjectId { get; init; }

    /// <summary>The system whose events are curated.</summary>
    public string System { get; init; } = FeedTopology.DefaultSystem;

    /// <summary>The curation that the pipeline does.</summary>
    public required CurationTopology Curation { get; init; }

    /// <summary>The pipeline, by its name in <c>infra/dataflow</c>.</summary>
    public string PipelineFile => Curation.Dataflow!;

    /// <summary>Bucket for the pipeline's files and for what the job stages.</summary>
    public required string Bucket { get; init; }

    public required string ServiceAccount { get; init; }

    /// <summary>Maximum number of workers of the job, from 1 to <see cref="MaxWorkersCap"/>.</summary>
    public int MaxWorkers { get; init; } = DefaultMaxWorkers;

    public string MachineType { get; init; } = "n1-standard-2";

    /// <summary>How long a written snapshot is remembered.</summary>
    public TimeSpan DeduplicationWindow { get; init; } = TimeSpan.FromDays(1);

    /// <summary>The defaults of a project, for a feed that has a pipeline.</summary>
    public static DataflowEngineOptions Of(string projectId, CurationTopology curation) => new()
    {
        ProjectId = projectId,
        Curation = curation,
        Bucket = $"{projectId}-pmp-dataflow",
        ServiceAccount = $"pmp-dataflow@{projectId}.iam.gserviceaccount.com",
    };
}
