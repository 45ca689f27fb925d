using PmpPulse.LocalCloud.Testing;

namespace PmpPulse.GoogleCloud.Tests.Infrastructure;

/// <summary>LocalCloud in this process, started by the first test that needs it.</summary>
public sealed class LocalCloudBackend : IPubSubBackend, IAsyncDisposable
{
    private readonly Lazy<Task> _start;
    private LocalCloudFixture? _cloud;

    public LocalCloudBackend() => _start = new Lazy<Task>(StartOnceAsync);

    public string? SkipReason => null;

    public string Host => _cloud!.Addresses.PubSub.Authority;

    /// <summary><c>host:port</c> of BigQuery and Storage Write.</summary>
    public string BigQueryHost => _cloud!.Addresses.BigQuery.Authority;

    /// <summary><c>host:port</c> of Scheduler.</summary>
    public string SchedulerHost => _cloud!.Addresses.Scheduler.Authority;

    public Task StartAsync() => _start.Value;

    /// <summary>Clients for the running test's own project.</summary>
    internal async Task<GoogleCloudClients> ConnectAsync()
    {
        await StartAsync();
        return _cloud!.Connect($"p-{TestContext.Current.Test!.UniqueID[..20]}");
    }

    public async ValueTask DisposeAsync()
    {
        if (_cloud is not null) await _cloud.DisposeAsync();
    }

    // a proxy has a port of its own
    private async Task StartOnceAsync() => _cloud = await LocalCloudFixture.StartAsync(settings: "--ALLOWED_HOSTS=127.0.0.1");
}
