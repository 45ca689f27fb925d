using Microsoft.Extensions.Configuration;
using PmpPulse.Local;
using PmpPulse.ServiceDefaults.Hosting;
using PmpPulse.Testing;
using Serilog.Core;

namespace PmpPulse.Cli.Tests.Support;

/// <summary>The whole system in this process on free ports, with a simulated city that serves a new snapshot at each poll.</summary>
public sealed class RunningSystem : IAsyncLifetime
{
    private readonly TemporaryDirectory _directory = new();
    private LocalSystem _system = null!;

    /// <summary>The environment that points pmpctl here.</summary>
    public IConfiguration Environment => new ConfigurationBuilder()
        .AddInMemoryCollection(new Dictionary<string, string?> { ["DATA_DIR"] = _directory.Path }).Build();

    public string DataDirectory => _directory.Path;

    /// <summary>Where its Pub/Sub listens.</summary>
    public Uri PubSub => _system.Addresses.PubSub;

    /// <summary>Clients of it.</summary>
    public GoogleCloud.GoogleCloudClients Clients => _system.Clients;

    public async ValueTask InitializeAsync()
    {
        var (options, _) = LocalProgram.ReadOptions(["--FEED=sim"], bounded: true, _directory);
        var feed = await FeedSource.ChooseAsync(options, TestContext.Current.CancellationToken);
        _system = await LocalSystem.StartAsync(options, feed, new HostedIn(Logger.None), TestContext.Current.CancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        await _system.DisposeAsync();
        _directory.Dispose();
    }
}
