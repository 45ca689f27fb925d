using System.Globalization;
using System.Text.Json.Nodes;
using Google.Cloud.Dataflow.V1Beta3;
using PmpPulse.GoogleCloud.Dataflow;
using PmpPulse.GoogleCloud.Storage;
using PmpPulse.Operations;
using PmpPulse.Operations.Engines;

namespace PmpPulse.Cli.Engines;

/// <summary>
/// Curation on Dataflow: a pipeline of <c>infra/dataflow</c>, embedded in this program and launched through Google's template for
/// Beam YAML.
/// </summary>
internal sealed class DataflowEngine(DataflowClient dataflow, StorageClient storage, DataflowEngineOptions options, TimeProvider clock)
{
    private const string CurationFile = "velib_curation.py";

    private static readonly TimeSpan PollInterval = TimeSpan.FromSeconds(10);

    /// <summary>The existing jobs.</summary>
    public DataflowJobs Jobs { get; } = new(dataflow, options.Curation);

    /// <summary>Launches a job and returns once Dataflow has accepted it.</summary>
    /// <exception cref="MisuseException">One runs already.</exception>
    public async Task<DataflowJob> LaunchAsync(IProgress<string> progress, CancellationToken cancellationToken)
    {
        if (options.MaxWorkers is < 1 or > DataflowEngineOptions.MaxWorkersCap)
            throw new MisuseException($"--max-workers is {options.MaxWorkers}: it must be from 1 to {DataflowEngineOptions.MaxWorkersCap}.");
        if (await Jobs.ListActiveAsync(cancellationToken) is [var running, ..]) throw Second(running);

        var name = Jobs.NamePrefix + clock.GetUtcNow().ToString("yyyyMMdd-HHmmss", CultureInfo.InvariantCulture);
        var folder = $"pipelines/{name}";
        progress.Report($"writing the pipeline to gs://{options.Bucket}/{folder}");
        foreach (var file in new[] { options.PipelineFile, CurationFile })
        {
            await storage.WriteAsync(options.Bucket, $"{folder}/{file}", EmbeddedFile(file), cancellationToken);
        }

        progress.Report($"launching {name}");
        var job = await dataflow.LaunchAsync(Launch(name, $"gs://{options.Bucket}/{folder}"), cancellationToken);
        await CancelIfLaterAsync(job, cancellationToken);
        return DataflowJob.Of(job);
    }

    /// <summary>Waits until a job runs or has ended, reporting each state it goes through.</summary>
    /// <returns>The state that ended the wait.</returns>
    public async Task<DataflowJob> WaitAsync(string jobId, bool untilEnded, IProgress<string> progress, CancellationToken cancellationToken)
    {
        JobState? last = null;
        while (true)
        {
            var job = await dataflow.GetAsync(jobId, cancellationToken);
            if (job.CurrentState != last) progress.Report($"{job.Name}: {DataflowJob.Of(job).State}");
            last = job.CurrentState;
            if (DataflowJobs.HasEnded(job.CurrentState) || (!untilEnded && job.CurrentState == JobState.Running)) return DataflowJob.Of(job);
            await Task.Delay(PollInterval, clock, cancellationToken);
        }
    }

    internal static byte[] EmbeddedFile(string file)
    {
        using var stream = typeof(DataflowEngine).Assembly.GetManifestResourceStream($"dataflow/{file}")
            ?? throw new InvalidOperationException($"the assembly lacks dataflow/{file}");
        using var content = new MemoryStream();
        stream.CopyTo(content);
        return content.ToArray();
    }

    internal static JsonObject JinjaVariables(DataflowEngineOptions options, string folder) => new()
    {
        ["project"] = options.ProjectId,
        ["curation_file"] = $"{folder}/{CurationFile}",
        ["feed_source"] = options.System,
        ["row_fields"] = BeamColumns.Of(options.Curation.Table),
        ["dead_letter_fields"] = BeamColumns.Of(options.Curation.DeadLetterTable),
        ["dedup_window_seconds"] = (long)options.DeduplicationWindow.TotalSeconds,
    };

    private FlexTemplateLaunch Launch(string name, string folder) => new()
    {
        JobName = name,
        TemplatePath = $"gs://dataflow-templates-{dataflow.Region}/latest/flex/Yaml_Template",
        Parameters = new Dictionary<string, string>
        {
            ["yaml_pipeline_file"] = $"{folder}/{options.PipelineFile}",
            ["jinja_variables"] = JinjaVariables(options, folder).ToJsonString(),
        },
        MaxWorkers = options.MaxWorkers,
        MachineType = options.MachineType,
        ServiceAccount = options.ServiceAccount,
        TempLocation = $"gs://{options.Bucket}/temp",
        StagingLocation = $"gs://{options.Bucket}/staging",
    };

    /// <summary>If two operators launched at the same moment, each having found no job, the later job is cancelled.</summary>
    private async Task CancelIfLaterAsync(Job job, CancellationToken cancellationToken)
    {
        var earlier = (await Jobs.ListActiveAsync(cancellationToken)).FirstOrDefault(other =>
            other.Id != job.Id && string.CompareOrdinal($"{other.Name} {other.Id}", $"{job.Name} {job.Id}") < 0);
        if (earlier is null) return;
        await dataflow.CancelAsync(job.Id, cancellationToken);
        throw Second(earlier);
    }

    private static MisuseException Second(DataflowJob running) => new(
        $"Dataflow job {running.Name} already exists ({running.State}), and a second one would write everything twice. `pmpctl down` stops it.");
}
