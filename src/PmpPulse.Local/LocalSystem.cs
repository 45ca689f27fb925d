using System.Text.Json;
using PmpPulse.Contracts.Json;
using PmpPulse.Contracts.Topology;
using PmpPulse.Dashboard;
using PmpPulse.FeedSimulator;
using PmpPulse.GoogleCloud;
using PmpPulse.GoogleCloud.BigQuery;
using PmpPulse.Local.Provisioning;
using PmpPulse.LocalCloud;
using PmpPulse.LocalCloud.Disk;
using PmpPulse.LocalCloud.Hosting;
using PmpPulse.ServiceDefaults.Files;
using PmpPulse.ServiceDefaults.Hosting;
using PmpPulse.Warehouse.Deployment;

namespace PmpPulse.Local;

/// <summary>
/// The whole system in this process: LocalCloud, the feed's simulator if one is needed, and every service, wired to
/// each other by settings and sockets exactly as they are on Google Cloud.
/// </summary>
internal sealed class LocalSystem : IAsyncDisposable
{
    private const string Loopback = "127.0.0.1";

    // interval of the simulated city's snapshots, like Vélib's
    private static readonly TimeSpan SnapshotPeriod = TimeSpan.FromSeconds(61);

    private readonly LocalOptions _options;
    private readonly FeedSource _feed;
    private readonly HostedIn _host;
    private readonly ServiceAccounts _accounts;
    private readonly List<(string Name, WebApplication Program)> _services = [];
    private WebApplication? _localCloud;
    private bool _published;
    private GoogleCloudClients? _clients;

    private LocalSystem(LocalOptions options, FeedSource feed, HostedIn host)
    {
        _options = options;
        _feed = feed;
        _host = host;
        _accounts = new ServiceAccounts(options.Project);
    }

    /// <summary>Where everything listens.</summary>
    public LocalAddresses Addresses { get; private set; } = null!;

    /// <summary>The state of the disk that holds the data.</summary>
    public DiskReport Disk => _localCloud!.Services.GetRequiredService<DiskWatch>().Report;

    /// <summary>The feeds that run and that the source has.</summary>
    public IReadOnlyList<FeedTopology> Served => [.. _options.Feeds.Where(_feed.Serves)];

    /// <summary>Clients of this system's Pub/Sub, BigQuery and Scheduler.</summary>
    public GoogleCloudClients Clients => _clients ?? throw new InvalidOperationException("The system has not started.");

    /// <summary>Starts everything; if something fails, what had started is stopped again.</summary>
    /// <exception cref="SettingsException">A setting is wrong.</exception>
    /// <exception cref="DataDirectoryException">The data directory can't be used.</exception>
    /// <exception cref="IOException">A port is taken, or the history is of another version.</exception>
    public static async Task<LocalSystem> StartAsync(LocalOptions options, FeedSource feed, HostedIn host, CancellationToken cancellationToken)
    {
        var system = new LocalSystem(options, feed, host);
        try
        {
            await system.StartAsync(cancellationToken);
            return system;
        }
        catch
        {
            await system.DisposeAsync();
            throw;
        }
    }

    /// <summary>Receives what a stop waits for; may be null.</summary>
    public IProgress<string>? StopProgress { get; set; }

    public async ValueTask DisposeAsync()
    {
        // senders before receivers before the cloud that they all use
        _clients?.Dispose();
        await Stopping.StopAllAsync(_services, StopProgress, _host.Clock);
        if (_localCloud is not null)
        {
            await Stopping.StopAllAsync([("LocalCloud, which finishes what it was given", _localCloud)], StopProgress, _host.Clock);
        }

        if (_published)
        {
            File.Delete(Path.Combine(_options.DataDirectory, LocalAddresses.FileName));
        }
    }

    private async Task StartAsync(CancellationToken cancellationToken)
    {
        var cloud = await StartLocalCloudAsync(cancellationToken);
        var emulators = new Dictionary<string, string?>
        {
            [GoogleCloudSettings.Project.Name] = _options.Project,
            [GoogleCloudSettings.PubSubEmulatorHost.Name] = cloud.PubSub.Authority,
            [GoogleCloudSettings.BigQueryEmulatorHost.Name] = cloud.BigQuery.Authority,
            [GoogleCloudSettings.SchedulerEmulatorHost.Name] = cloud.Scheduler.Authority,
            ["OIDC_METADATA"] = new Uri(cloud.PubSub, ".well-known/openid-configuration").ToString(),
        };
        _clients = GoogleCloudClients.Create(GoogleCloudOptions.Read(new SettingsReader(new ConfigurationBuilder().AddInMemoryCollection(emulators).Build())));

        var topology = new Topology(_clients.PubSub, _accounts, _options.Feeds);
        // tables and views take longest, and nothing here needs them
        var simulating = StartSimulatorAsync(cancellationToken);
        await Task.WhenAll(ProvisionAsync(_clients.BigQuery, cancellationToken), CreateQueuesAsync(topology, cancellationToken), simulating);
        await topology.CreateExportsAsync(cancellationToken);

        var simulator = await simulating;
        var starter = new ServiceStarter(_host, emulators, _services);
        var services = new FeedServices(_options, _feed, starter, _accounts, simulator);
        var feeds = new Dictionary<string, FeedAddresses>();
        foreach (var feed in _options.Feeds) feeds[feed.Id] = await services.StartAsync(feed, cancellationToken);
        var schedule = new PollingSchedule(_clients.Scheduler, _accounts);
        await new RefreshSchedules(_clients.Scheduler, _accounts, _options.Project).ApplyAsync(cloud.BigQuery, cancellationToken);
        foreach (var feed in _options.Feeds) await services.ConnectAsync(feed, feeds[feed.Id], topology, schedule, cancellationToken);
        // it is public: no account calls it
        var dashboard = await starter.StartAsync(
            DashboardService.Build, DashboardService.Description.Name, _options.Ports.Dashboard, caller: "", [(DashboardService.SystemSettingName, _feed.SystemId)], cancellationToken);
        Addresses = new LocalAddresses
        {
            Project = _options.Project,
            ProcessId = Environment.ProcessId,
            FeedName = _feed.Name,
            SystemId = _feed.SystemId,
            PollS = _options.Poll.TotalSeconds,
            RetentionS = _options.Retention?.TotalSeconds,
            Started = _host.Clock.GetUtcNow(),
            History = _feed.Folder,
            Dashboard = dashboard,
            PubSub = cloud.PubSub,
            BigQuery = cloud.BigQuery,
            Scheduler = cloud.Scheduler,
            Feeds = feeds,
        };
        PublishAddresses();
    }

    private static async Task CreateQueuesAsync(Topology topology, CancellationToken cancellationToken)
    {
        await topology.CreateTopicsAsync(cancellationToken);
        await topology.CreatePullSubscriptionsAsync(cancellationToken);
    }

    private async Task ProvisionAsync(BigQueryClient bigQuery, CancellationToken cancellationToken)
    {
        try
        {
            await new WarehouseProvisioner(bigQuery).CreateAsync(cancellationToken);
        }
        catch (SchemaMismatchException exception)
        {
            throw new IOException(
                $"{Path.Combine(_options.DataDirectory, _feed.Folder)} can't be used. {exception.Message} Delete what is there (scripts/pmpctl.sh reset --data-dir {_options.DataDirectory}), or keep it and name another folder in DATA_DIR.",
                exception);
        }
    }

    private void PublishAddresses()
    {
        TrustedPath.Replace(Path.Combine(_options.DataDirectory, LocalAddresses.FileName), JsonSerializer.Serialize(Addresses, LocalJson.Default.LocalAddresses));
        _published = true;
    }

    private async Task<LocalCloudAddresses> StartLocalCloudAsync(CancellationToken cancellationToken)
    {
        _localCloud = LocalCloudService.Build(
            [
                $"--BIND_ADDRESS={Loopback}",
                $"--DATA_DIR={Path.Combine(_options.DataDirectory, _feed.Folder)}",
                $"--PUBSUB_PORT={_options.Ports.PubSub}",
                $"--BIGQUERY_PORT={_options.Ports.BigQuery}",
                $"--SCHEDULER_PORT={_options.Ports.Scheduler}",
                $"--JOB_TIMEOUT={ParsedDuration.Format(_options.JobTimeout)}",
                $"--RETENTION={ParsedDuration.Format(_options.Retention ?? TimeSpan.Zero)}",
            ],
            _host);
        await _localCloud.StartAsync(cancellationToken);
        return _localCloud.Services.GetRequiredService<LocalCloudAddresses>();
    }

    /// <returns>Its address; null if the feed needs none.</returns>
    private async Task<Uri?> StartSimulatorAsync(CancellationToken cancellationToken)
    {
        if (_feed.Simulate is not { } feed) return null;
        // the bounded run needs a new snapshot at each poll; otherwise the simulated feed follows the clock, like the real one,
        // and continues after a restart where it would be
        // a bounded run must not get ahead of the clock: publication times in the future are not trusted
        string[] clock = _options.Bounded
            ? ["--SIM_CLOCK=step", $"--START={Rfc3339.Format(_host.Clock.GetUtcNow() - (_options.Polls * SnapshotPeriod))}"]
            : ["--SIM_CLOCK=wall"];
        var simulator = FeedSimulatorService.Build(
            [$"--BIND_ADDRESS={Loopback}", $"--PORT={_options.Ports.Simulator}", $"--FEED={feed}", .. clock], _host);
        _services.Add(("the simulator", simulator));
        await simulator.StartAsync(cancellationToken);
        return new Uri(simulator.Urls.First());
    }
}
