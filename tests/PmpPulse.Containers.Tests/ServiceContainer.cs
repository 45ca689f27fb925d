using Docker.DotNet.Models;
using DotNet.Testcontainers.Builders;
using DotNet.Testcontainers.Containers;
using DotNet.Testcontainers.Images;

namespace PmpPulse.Containers.Tests;

/// <summary>One of our programs as in production: read-only file system, no capabilities, stopped by SIGTERM.</summary>
internal sealed class ServiceContainer : IAsyncDisposable
{
    /// <summary>This machine's name inside containers.</summary>
    public const string Host = "host.docker.internal";

    // far more than Cloud Run's ten seconds: the result must not depend on how busy this machine is
    private const uint SecondsBeforeKill = 60;

    private const int Port = 9123;

    private readonly IContainer _container;

    private ServiceContainer(IContainer container) => _container = container;

    /// <summary>The service's address on this machine.</summary>
    public Uri Address => new($"http://{_container.Hostname}:{_container.GetMappedPublicPort(Port)}/");

    /// <summary>Starts a service and waits until it answers.</summary>
    public static async Task<ServiceContainer> StartAsync(
        string image, IReadOnlyDictionary<string, string> settings, CancellationToken cancellationToken, params string[] arguments)
    {
        var container = Builder(image)
            .WithEnvironment(settings)
            .WithCommand(arguments)
            .WithEnvironment("PORT", $"{Port}")
            .WithPortBinding(Port, assignRandomHostPort: true)
            .WithWaitStrategy(Wait.ForUnixContainer().UntilHttpRequestIsSucceeded(request => request.ForPort(Port).ForPath("/healthz")))
            .Build();
        await container.StartAsync(cancellationToken);
        return new ServiceContainer(container);
    }

    /// <summary>Runs a program until it exits.</summary>
    public static async Task<(long ExitCode, string Output, string Errors)> RunAsync(
        string image, IReadOnlyDictionary<string, string> settings, string[] arguments, CancellationToken cancellationToken)
    {
        await using var container = Builder(image).WithEnvironment(settings).WithCommand(arguments).Build();
        await container.StartAsync(cancellationToken);
        var exitCode = await container.GetExitCodeAsync(cancellationToken);
        var (output, errors) = await container.GetLogsAsync(ct: cancellationToken);
        return (exitCode, output, errors);
    }

    public Task<ContainerInspectResponse> InspectAsync(CancellationToken cancellationToken) => Engine.Client.Containers.InspectContainerAsync(_container.Id, cancellationToken);

    /// <summary>User ids of its processes, as the engine's host sees them.</summary>
    public async Task<IReadOnlyList<string>> UserIdsAsync(CancellationToken cancellationToken)
    {
        var processes = await Engine.Client.Containers.ListProcessesAsync(_container.Id, new ContainerListProcessesParameters { PsArgs = "-eo uid,pid" }, cancellationToken);
        return [.. processes.Processes.Select(process => process[0])];
    }

    /// <summary>Files that it added, changed or deleted.</summary>
    public async Task<IReadOnlyList<string>> ChangedFilesAsync(CancellationToken cancellationToken) =>
        [.. (await Engine.Client.Containers.InspectChangesAsync(_container.Id, cancellationToken) ?? []).Select(change => change.Path)];

    /// <summary>Sends SIGTERM and waits for it to exit.</summary>
    /// <returns>The exit code; 137 if it had to be killed.</returns>
    public async Task<long> TerminateAsync(CancellationToken cancellationToken)
    {
        await Engine.Client.Containers.StopContainerAsync(_container.Id, new ContainerStopParameters { WaitBeforeKillSeconds = SecondsBeforeKill }, cancellationToken);
        var state = (await InspectAsync(cancellationToken)).State!;
        return state.ExitCode;
    }

    public async Task<string> LogsAsync(CancellationToken cancellationToken)
    {
        var (output, errors) = await _container.GetLogsAsync(ct: cancellationToken);
        return output + errors;
    }

    public ValueTask DisposeAsync() => _container.DisposeAsync();

    private static ContainerBuilder Builder(string image) => new ContainerBuilder(Engine.Image(image))
        .WithImagePullPolicy(PullPolicy.Never)
        .WithExtraHost(Host, "host-gateway")
        .WithCreateParameterModifier(parameters =>
        {
            parameters.HostConfig!.ReadonlyRootfs = true;
            parameters.HostConfig.CapDrop = ["ALL"];
            parameters.HostConfig.SecurityOpt = ["no-new-privileges"];
        });
}
