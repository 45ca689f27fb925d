using Google.Cloud.PubSub.V1;
using PmpPulse.Cli.Running;
using PmpPulse.Contracts;
using PmpPulse.Operations;
using PmpPulse.Operations.Engines;
using PmpPulse.Operations.Steps;

namespace PmpPulse.Cli.Up;

/// <summary>Starts one engine of curation.</summary>
internal sealed class EngineStarter(CommandContext context)
{
    /// <exception cref="MisuseException">The system has no such engine.</exception>
    public async Task<(StepResult Result, string? Detail)> StartAsync(Engine engine, CancellationToken cancellationToken)
    {
        switch (engine, context.Target)
        {
            case (Engine.Push, Target.Gcp):
                return await PushAsync(await ReadPushAsync(cancellationToken), cancellationToken);
            case (Engine.Push, _):
                return await PushAsync(LocalPush(), cancellationToken);
            case (Engine.Worker, Target.Gcp):
                await context.Clients.CloudRun.SetInstanceCountAsync(ResourceNames.Services.Curation, 1, cancellationToken);
                return (StepResult.Done, "one instance, always on: about $31 a month");
            case (Engine.Worker, _):
                return (StepResult.Unchanged, "it is a part of `make up`");
            default:
                return await LaunchAsync(cancellationToken);
        }
    }

    private async Task<(StepResult Result, string? Detail)> PushAsync(PushConfig push, CancellationToken cancellationToken)
    {
        await context.Clients.PubSub.SetPushAsync(ResourceNames.Subscriptions.Curation, push, cancellationToken);
        return (StepResult.Done, $"to {push.PushEndpoint}");
    }

    /// <summary>Where the deployed service is and whose token it takes, from its own settings: so the two always agree.</summary>
    private async Task<PushConfig> ReadPushAsync(CancellationToken cancellationToken)
    {
        const string Id = ResourceNames.Services.Curation;
        var service = await context.Clients.CloudRun.FindServiceAsync(Id, cancellationToken)
            ?? throw new MisuseException($"there is no Cloud Run service {Id} in {context.Clients.CloudRun.Parent}: deploy it with `make deploy`, or name its region by {GoogleCloudSettings.RunRegion.Name}.");
        if (service.TerminalCondition is { Failed: true } failed)
        {
            throw new MisuseException($"the Cloud Run service {Id} is not ready: {failed.Message}");
        }

        return service.Setting("OIDC_AUDIENCE") is { Length: > 0 } audience && service.Setting("OIDC_EMAIL") is { Length: > 0 } email
            ? Push(new Uri(audience), audience, email)
            : throw new MisuseException($"the Cloud Run service {Id} has no OIDC_AUDIENCE and OIDC_EMAIL, so it takes nobody's calls: deploy it with `make deploy`.");
    }

    private PushConfig LocalPush() => context.Endpoints is { CurationPush: { } push, Project: var project }
        ? Push(push, ResourceNames.Services.Curation, ResourceNames.Accounts.Email(ResourceNames.Accounts.PubSubPush, project))
        : throw new MisuseException($"{context.DataDirectory} does not tell where curation listens: start the system with `make up`, or name its data directory with --data-dir.");

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
