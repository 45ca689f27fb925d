using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using PmpPulse.GoogleCloud;
using PmpPulse.LocalCloud.Hosting;
using PmpPulse.ServiceDefaults.Hosting;
using PmpPulse.Settings;
using PmpPulse.Testing;
using Serilog.Core;

namespace PmpPulse.LocalCloud.Testing;

/// <summary>LocalCloud in this process, on free ports and with its own data directory. All tests start it this way.</summary>
public sealed class LocalCloudFixture : IAsyncDisposable
{
    /// <summary>The project of <see cref="Connect"/> and <see cref="ServiceSettings"/>.</summary>
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

    /// <summary>Arguments that make a service use <see cref="Project"/> on this LocalCloud.</summary>
    public IReadOnlyList<string> ServiceSettings =>
    [
        $"--{GoogleCloudSettings.Project.Name}={Project}",
        $"--{GoogleCloudSettings.PubSubEmulatorHost.Name}={Addresses.PubSub.Authority}",
        $"--{GoogleCloudSettings.BigQueryEmulatorHost.Name}={Addresses.BigQuery.Authority}",
    ];

    /// <param name="dataDirectory">Owned by the caller; if null, a new one that is deleted on disposal.</param>
    /// <param name="clock">LocalCloud's clock; the system clock if null.</param>
    /// <param name="settings">Additional settings, as <c>--NAME=value</c>.</param>
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
