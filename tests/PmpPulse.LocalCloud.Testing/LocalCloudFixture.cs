using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using PmpPulse.GoogleCloud;
using PmpPulse.LocalCloud.Hosting;
using PmpPulse.ServiceDefaults.Hosting;
using PmpPulse.Settings;
using PmpPulse.Testing;
using Serilog.Core;

namespace PmpPulse.LocalCloud.Testing;

/// <summary>LocalCloud in this process, on free ports and with a data directory of its own: the one way in which tests start it.</summary>
public sealed class LocalCloudFixture : IAsyncDisposable
{
    /// <summary>The project that <see cref="Connect"/> and <see cref="ServiceSettings"/> name.</summary>
    public const string Project = "test-project";

    private readonly TemporaryDirectory? _own;

    private LocalCloudFixture(WebApplication app, TemporaryDirectory? own)
    {
        App = app;
        _own = own;
    }

    public WebApplication App { get; }

    /// <summary>Where it listens.</summary>
    public LocalCloudAddresses Addresses => App.Services.GetRequiredService<LocalCloudAddresses>();

    /// <summary>What a service is started with to work in <see cref="Project"/> of this LocalCloud.</summary>
    public IReadOnlyList<string> ServiceSettings =>
    [
        $"--{GoogleCloudSettings.Project.Name}={Project}",
        $"--{GoogleCloudSettings.PubSubEmulatorHost.Name}={Addresses.PubSub.Authority}",
        $"--{GoogleCloudSettings.BigQueryEmulatorHost.Name}={Addresses.BigQuery.Authority}",
    ];

    /// <param name="dataDirectory">Kept by the caller; where null, a new one that is gone with this.</param>
    /// <param name="clock">LocalCloud's clock; the system's where null.</param>
    /// <param name="settings">More of its settings, as <c>--NAME=value</c>.</param>
    public static async Task<LocalCloudFixture> StartAsync(string? dataDirectory = null, TimeProvider? clock = null, params string[] settings)
    {
        var own = dataDirectory is null ? new TemporaryDirectory() : null;
        var app = LocalCloudService.Build(
            ["--PUBSUB_PORT=0", "--BIGQUERY_PORT=0", "--SCHEDULER_PORT=0", $"--DATA_DIR={dataDirectory ?? own!.Path}", .. settings],
            new HostedIn(Logger.None) { Clock = clock ?? TimeProvider.System });
        await app.StartAsync();
        return new LocalCloudFixture(app, own);
    }

    /// <summary>Clients of it; the caller disposes them.</summary>
    public GoogleCloudClients Connect(string project = Project) => GoogleCloudClients.Create(new GoogleCloudOptions
    {
        ProjectId = project,
        PubSubEmulatorHost = Addresses.PubSub.Authority,
        BigQueryEmulatorHost = Addresses.BigQuery.Authority,
        SchedulerEmulatorHost = Addresses.Scheduler.Authority,
    });

    public async ValueTask DisposeAsync()
    {
        await App.StopAsync();
        await App.DisposeAsync();
        _own?.Dispose();
    }
}
