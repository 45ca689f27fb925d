using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using PmpPulse.LocalCloud;
using PmpPulse.LocalCloud.Hosting;
using PmpPulse.ServiceDefaults;
using PmpPulse.Testing;
using Serilog.Core;

namespace PmpPulse.GoogleCloud.Tests.Infrastructure;

/// <summary>LocalCloud in this process, on free ports and a data directory of its own.</summary>
public sealed class LocalCloudBackend : IPubSubBackend, IAsyncDisposable
{
    private readonly TemporaryDirectory _data = new();
    private readonly Lazy<Task> _start;
    private WebApplication? _app;

    public LocalCloudBackend() => _start = new Lazy<Task>(StartOnceAsync);

    public string? SkipReason => null;

    public string Host => Addresses.PubSub.Authority;

    /// <summary><c>host:port</c> of BigQuery and Storage Write.</summary>
    public string BigQueryHost => Addresses.BigQuery.Authority;

    /// <summary><c>host:port</c> of Scheduler.</summary>
    public string SchedulerHost => Addresses.Scheduler.Authority;

    private LocalCloudAddresses Addresses => _app!.Services.GetRequiredService<LocalCloudAddresses>();

    public Task StartAsync() => _start.Value;

    /// <summary>Clients of a project that is the running test's own.</summary>
    internal async Task<GoogleCloudClients> ConnectAsync()
    {
        await StartAsync();
        return GoogleCloudClients.Create(new GoogleCloudOptions
        {
            ProjectId = $"p-{TestContext.Current.Test!.UniqueID[..20]}",
            PubSubEmulatorHost = Host,
            BigQueryEmulatorHost = BigQueryHost,
            SchedulerEmulatorHost = SchedulerHost,
        });
    }

    public async ValueTask DisposeAsync()
    {
        if (_app is not null)
        {
            await _app.DisposeAsync();
        }

        _data.Dispose();
    }

    private async Task StartOnceAsync()
    {
        // a proxy's port is another than LocalCloud's own
        _app = LocalCloudService.Build(["--ALLOWED_HOSTS=127.0.0.1", "--PUBSUB_PORT=0", "--BIGQUERY_PORT=0", "--SCHEDULER_PORT=0", $"--DATA_DIR={_data.Path}"], new HostedIn(Logger.None));
        await _app.StartAsync();
    }
}
