using Google.Cloud.PubSub.V1;
using PmpPulse.Cli.Running;
using PmpPulse.Contracts.Topology;
using PmpPulse.Operations;
using PmpPulse.Operations.Engines;
using PmpPulse.Operations.Steps;

namespace PmpPulse.Cli.Up;

/// <summary>Starts one engine of a feed's curation.</summary>
internal sealed class EngineStarter(CommandContext context)
{
    /// <exception cref="MisuseException">The system has no such engine.</exception>
    public async Task<(StepResult Result, string? Detail)> StartAsync(Engine engine, FeedTopology feed, CancellationToken cancellationToken)
    {
        var curation = feed.Curation!;
        switch (engine, context.Target)
        {
            case (Engine.Push, Target.Gcp):
            // a feed without a Dataflow pipeline is not left without an engine
            case (Engine.Dataflow, Target.Gcp) when curation.Dataflow is null:
                return await PushAsync(curation, await ReadPushAsync(curation.Service, cancellationToken), cancellationToken);
            case (Engine.Push, _):
                return await PushAsync(curation, LocalPush(feed), cancellationToken);
            case (Engine.Worker, Target.Gcp):
                await context.Clients.CloudRun.SetInstanceCountAsync(curation.Service, 1, cancellationToken);
                return (StepResult.Done, "one instance, always on: about $31 a month");
            case (Engine.Worker, _):
                return (StepResult.Unchanged, "it is a part of `make up`");
            default:
                return await LaunchAsync(cancellationToken);
        }
    }

    private async Task<(StepResult Result, string? Detail)> PushAsync(CurationTopology curation, PushConfig push, CancellationToken cancellationToken)
    {
        await context.Clients.PubSub.SetPushAsync(curation.Subscription, push, cancellationToken);
        return (StepResult.Done, $"to {push.PushEndpoint}");
    }

    /// <summary>Where the deployed service is and whose token it accepts, from its own settings, so that the two always agree.</summary>
    private async Task<PushConfig> ReadPushAsync(string id, CancellationToken cancellationToken)
    {
        var service = await context.Clients.CloudRun.FindServiceAsync(id, cancellationToken)
            ?? throw new MisuseException($"there is no Cloud Run service {id} in {context.Clients.CloudRun.Parent}: deploy it with `make deploy`, or set its region in {GoogleCloudSettings.RunRegion.Name}.");
        if (service.TerminalCondition is { Failed: true } failed)
        {
            throw new MisuseException($"the Cloud Run service {id} is not ready: {failed.Message}");
        }

        return service.Setting("OIDC_AUDIENCE") is { Length: > 0 } audience && service.Setting("OIDC_EMAIL") is { Length: > 0 } email
            ? Push(new Uri(audience), audience, email)
            : throw new MisuseException($"the Cloud Run service {id} has no OIDC_AUDIENCE and OIDC_EMAIL, so it accepts no calls: deploy it with `make deploy`.");
    }

    private PushConfig LocalPush(FeedTopology feed) => context.Endpoints is { } endpoints && endpoints.Feeds.GetValueOrDefault(feed.Id) is { CurationPush: { } push }
        ? Push(push, feed.Curation!.Service, SharedNames.Email(SharedNames.PushAccount, endpoints.Project))
        : throw new MisuseException($"{context.DataDirectory} does not say where curation of {feed.Id} listens: start the system with `make up`, or name its data directory with --data-dir.");

    private static PushConfig Push(Uri service, string audience, string email) => new()
    {
        PushEndpoint = new Uri(service, "/pubsub").ToString(),
        OidcToken = new PushConfig.Types.OidcToken { Audience = audience, ServiceAccountEmail = email },
    };

    private async Task<(StepResult Result, string? Detail)> LaunchAsync(CancellationToken cancellationToken)
    {
        var job = await context.Dataflow!.LaunchAsync(context.Progress, cancellationToken);
        return (StepResult.Done, $"job {job.Name}, {job.Id}");
    }
}
