using PmpPulse.FeedSimulator;
using PmpPulse.Testing;

namespace PmpPulse.Containers.Tests;

/// <summary>All services as containers, wired to a <see cref="HostedCloud"/> as they would be to Google Cloud.</summary>
internal sealed class ServiceFleet : IAsyncDisposable
{
    private readonly Dictionary<string, ServiceContainer> _containers = [];

    private ServiceFleet()
    {
    }

    public IReadOnlyCollection<ServiceContainer> Containers => _containers.Values;

    /// <summary>The container of a service, by its Cloud Run name.</summary>
    public ServiceContainer this[string service] => _containers[service];

    /// <param name="cloud">The cloud they use.</param>
    /// <param name="engine">Curation's engine: <c>push</c> or <c>worker</c>.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<ServiceFleet> StartAsync(HostedCloud cloud, string engine, CancellationToken cancellationToken)
    {
        var fleet = new ServiceFleet();
        try
        {
            var scheduler = HostedCloud.Accounts.Scheduler;
            var push = HostedCloud.Accounts.PubSubPush;
            await fleet.StartAsync("curation", Velib.Curation.Service, cloud, push, cancellationToken, ("ENGINE", engine));
            await fleet.StartAsync("writer", Velib.Status.Writer.Service, cloud, push, cancellationToken, ("FEED_ID", Velib.Status.Id));
            await fleet.StartAsync("writer", Velib.Information.Writer.Service, cloud, push, cancellationToken, ("FEED_ID", Velib.Information.Id));
            await fleet.StartAsync(
                "collector", Velib.Status.Collector.Service, cloud, scheduler, cancellationToken,
                ("FEED_ID", Velib.Status.Id), ("FEED_URL", cloud.Feed(FeedSimulatorService.StatusPath)), ("FEED_PRIVATE_ADDRESSES", "true"));
            await fleet.StartAsync(
                "collector", Velib.Information.Collector.Service, cloud, scheduler, cancellationToken,
                ("FEED_ID", Velib.Information.Id), ("FEED_URL", cloud.Feed(FeedSimulatorService.InformationPath)), ("FEED_PRIVATE_ADDRESSES", "true"));
            await fleet.WireAsync(cloud, engine, cancellationToken);
            return fleet;
        }
        catch
        {
            await fleet.DisposeAsync();
            throw;
        }
    }

    /// <summary>Sends SIGTERM to all at once. The test's output says how long each took.</summary>
    /// <returns>Exit codes by service: 0 only if a service stopped within its own limit of eight seconds.</returns>
    public async Task<IReadOnlyDictionary<string, long>> TerminateAsync(CancellationToken cancellationToken)
    {
        var asked = TimeProvider.System.GetTimestamp();
        var ends = await Task.WhenAll(_containers.Select(async service =>
        {
            var exitCode = await service.Value.TerminateAsync(cancellationToken);
            return (Service: service.Key, ExitCode: exitCode, Took: TimeProvider.System.GetElapsedTime(asked));
        }));
        foreach (var end in ends)
        {
            TestContext.Current.TestOutputHelper?.WriteLine($"{end.Service}: ended {end.Took.TotalSeconds:0.00} s after SIGTERM, exit code {end.ExitCode}");
        }

        return ends.ToDictionary(end => end.Service, end => end.ExitCode);
    }

    public async ValueTask DisposeAsync() => await Task.WhenAll(_containers.Values.Select(container => container.DisposeAsync().AsTask()));

    private async Task StartAsync(
        string image, string service, HostedCloud cloud, string caller, CancellationToken cancellationToken, params (string Name, string Value)[] settings) =>
        _containers.Add(service, await ServiceContainer.StartAsync(image, cloud.Settings(service, caller, settings), cancellationToken));

    private async Task WireAsync(HostedCloud cloud, string engine, CancellationToken cancellationToken)
    {
        await PushAsync(cloud, Velib.Status.Writer.Subscription, Velib.Status.Topic, Velib.Status.Writer.Service, cancellationToken);
        await PushAsync(cloud, Velib.Information.Writer.Subscription, Velib.Information.Topic, Velib.Information.Writer.Service, cancellationToken);
        if (engine == "push") await PushAsync(cloud, Velib.Curation.Subscription, Velib.Status.Topic, Velib.Curation.Service, cancellationToken);
    }

    private Task PushAsync(HostedCloud cloud, string subscription, string topic, string service, CancellationToken cancellationToken) =>
        cloud.PushAsync(subscription, topic, _containers[service].Address, service, cancellationToken);
}
