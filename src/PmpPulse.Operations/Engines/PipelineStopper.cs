using Google.Cloud.PubSub.V1;
using Grpc.Core;
using PmpPulse.Contracts.Topology;
using PmpPulse.GoogleCloud;
using PmpPulse.Operations.Steps;

namespace PmpPulse.Operations.Engines;

/// <summary>
/// Stops the pipeline: nothing polls, nothing curates, nothing is billed by the hour. Every step is tried even if earlier ones
/// failed, and none checks the state first: it has to work when other things are broken. No message is lost: what is not curated
/// stays in its subscription for as long as that keeps it.
/// </summary>
/// <param name="clients">The system.</param>
/// <param name="feeds">Its feeds; missing resources are skipped.</param>
/// <param name="target">Which system that is; the one on this machine has no worker pool and no Dataflow.</param>
/// <param name="dataflow">Null where there is no Dataflow.</param>
/// <param name="clock">Bounds each step.</param>
public sealed class PipelineStopper(GoogleCloudClients clients, IReadOnlyList<FeedTopology> feeds, Target target, DataflowJobs? dataflow, TimeProvider clock)
{
    private IEnumerable<CurationTopology> Curated => feeds.Select(feed => feed.Curation).OfType<CurationTopology>();

    /// <summary>Pauses the schedules, then stops every engine.</summary>
    /// <param name="drain">Lets a Dataflow job finish what it has read instead of cancelling it.</param>
    /// <param name="progress">Receives the current step.</param>
    /// <param name="cancellationToken">The operator gave up.</param>
    public async Task<IReadOnlyList<StepOutcome>> StopAsync(bool drain, IProgress<string> progress, CancellationToken cancellationToken)
    {
        var steps = new StepRunner(target, progress, clock);
        foreach (var job in feeds.Select(feed => feed.Schedule.Job).Concat(SharedNames.RefreshJobs))
        {
            await steps.RunAsync($"pause {job}", stop => Polling.PauseAsync(clients.Scheduler, job, stop), cancellationToken);
        }

        foreach (var engine in Enum.GetValues<Engine>())
        {
            await StopEngineAsync(engine, drain, steps, cancellationToken);
        }

        return steps.Outcomes;
    }

    /// <summary>Stops one engine; does nothing if it does not run.</summary>
    public async Task StopEngineAsync(Engine engine, bool drain, StepRunner steps, CancellationToken cancellationToken)
    {
        switch (engine)
        {
            case Engine.Push:
                foreach (var curation in Curated)
                {
                    await steps.RunAsync($"stop pushing {curation.Subscription}", stop => StopPushAsync(curation.Subscription, stop), cancellationToken);
                }

                break;
            case Engine.Worker when target == Target.Gcp:
                foreach (var curation in Curated)
                {
                    await steps.RunAsync($"set worker pool {curation.Service} to 0 instances", stop => StopPoolAsync(curation.Service, stop), cancellationToken);
                }

                break;
            case Engine.Dataflow when dataflow is not null:
                await StopDataflowAsync(dataflow, drain, steps, cancellationToken);
                break;
        }
    }

    private async Task<(StepResult Result, string? Detail)> StopPushAsync(string subscription, CancellationToken cancellationToken)
    {
        try
        {
            await clients.PubSub.SetPushAsync(subscription, new PushConfig(), cancellationToken);
            return (StepResult.Done, null);
        }
        catch (RpcException exception) when (exception.StatusCode == StatusCode.NotFound)
        {
            return (StepResult.Unchanged, "there is no such subscription");
        }
    }

    private async Task<(StepResult Result, string? Detail)> StopPoolAsync(string pool, CancellationToken cancellationToken)
    {
        try
        {
            await clients.CloudRun.SetInstanceCountAsync(pool, 0, cancellationToken);
            return (StepResult.Done, null);
        }
        catch (GoogleApiException exception) when (exception.IsNotFound)
        {
            return (StepResult.Unchanged, "there is no such worker pool");
        }
    }

    private static async Task StopDataflowAsync(DataflowJobs dataflow, bool drain, StepRunner steps, CancellationToken cancellationToken)
    {
        IReadOnlyList<DataflowJob> jobs = [];
        await steps.RunAsync(
            "look for Dataflow jobs",
            async stop =>
            {
                jobs = await dataflow.ListActiveAsync(stop);
                return (StepResult.Unchanged, jobs.Count == 0 ? "none is running" : $"{jobs.Count} to stop");
            },
            cancellationToken);
        foreach (var job in jobs)
        {
            await steps.RunAsync(
                $"{(drain ? "drain" : "cancel")} Dataflow job {job.Name}",
                async stop =>
                {
                    await dataflow.StopAsync(job.Id, drain, stop);
                    return (StepResult.Done, null);
                },
                cancellationToken);
        }
    }
}
