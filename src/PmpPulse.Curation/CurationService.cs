using System.Threading.RateLimiting;
using PmpPulse.Curation.DeadLetters;
using PmpPulse.Curation.Engines;
using PmpPulse.Curation.Fencing;
using PmpPulse.Curation.Pipeline;
using PmpPulse.Curation.Write;
using PmpPulse.GoogleCloud;
using PmpPulse.GoogleCloud.PubSub.Push;
using PmpPulse.GoogleCloud.StorageWrite;
using PmpPulse.ServiceDefaults.Hosting;
using PmpPulse.ServiceDefaults.Settings;

namespace PmpPulse.Curation;

/// <summary>Turns a feed's events into rows of its curated table, each exactly once.</summary>
public static class CurationService
{
    /// <summary>Path that a push subscription calls, with <c>ENGINE=push</c>.</summary>
    public const string PushPath = PushEndpoint.Path;

    /// <summary>Name, purpose and settings.</summary>
    public static readonly ServiceDescription Description = new(
        "pmp-curation",
        "Curates a feed's events, pulled or pushed, into BigQuery: one row per element and snapshot, exactly once.",
        CurationOptions.Settings)
    {
        DefaultPort = 8121,
        MaxRequestBodyBytes = PushDeliveryReader.MaxBodyBytes,
    };

    // a worker is called only for its health; OIDC settings may still be set, because both engines are one container
    private static readonly ServiceDescription WorkerDescription = Description with
    {
        RequiresCaller = false,
        Settings = [.. CurationOptions.Settings, CommonSettings.OidcAudience, CommonSettings.OidcEmail, CommonSettings.OidcMetadata, CommonSettings.OidcDisabled],
    };

    /// <exception cref="SettingsException">A setting is missing or wrong.</exception>
    public static WebApplication Build(string[] args, HostedIn? host = null)
    {
        var configuration = new ConfigurationBuilder().AddEnvironmentVariables().AddCommandLine(args).Build();
        var isWorker = configuration[CurationOptions.EngineSetting.Name]?.Trim() == "worker";
        var service = ServiceBuilder.Create(isWorker ? WorkerDescription : Description, args, host);
        var options = CurationOptions.Read(service.Settings);
        var cloud = GoogleCloudOptions.Read(service.Settings);
        service.Settings.ThrowIfFaulty();
        service.Services.AddSingleton(options);
        service.Services.AddGoogleCloud(cloud);
        AddStages(service.Services, options, CurationFeed.Of(options.Feed, options.Feed.Curation!, options.System));
        if (options.Engine == CurationEngine.Worker) service.Services.AddHostedService<PullWorker>();

        var app = service.Build();
        if (options.Engine == CurationEngine.Push) MapPush(app, options);
        return app;
    }

    internal static void MapPush(WebApplication app, CurationOptions options) =>
        new PushEndpoint(app.Services.GetRequiredService<PushEngine>().HandleAsync, app.Logger) { Limiter = PushLimiter(options.PushConcurrency) }.Map(app);

    /// <summary>Limits the deliveries handled at once; further ones wait in order of arrival.</summary>
    internal static ConcurrencyLimiter PushLimiter(int concurrent) => new(new ConcurrencyLimiterOptions
    {
        PermitLimit = concurrent,
        QueueLimit = int.MaxValue,
        QueueProcessingOrder = QueueProcessingOrder.OldestFirst,
    });

    private static void AddStages(IServiceCollection services, CurationOptions options, CurationFeed feed)
    {
        services.AddSingleton(feed);
        services.AddSingleton(feed.Kind);
        services.AddSingleton(feed.Table);
        services.AddSingleton(new FenceOptions());
        services.AddSingleton<ICuratedTable, BigQueryCuratedTable>();
        services.AddSingleton(provider => new DeadLetterTable(
            provider.GetRequiredService<StorageWriteClient>(), feed.DeadLetters, feed.Kind.List.Id, provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<IDeadLetterWriter>(provider => new DeadLetterLimiter(
            provider.GetRequiredService<DeadLetterTable>(), options.MaxDeadLetterWrites, options.MaxDeadLetterBytes, CurationOptions.DeadLetterTimeout, provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<Takeover>();
        services.AddSingleton<BatchAppender>();
        services.AddSingleton<SnapshotWriter>();
        // before the engine: hosted services stop in reverse order, and an engine's last messages must still be written
        services.AddHostedService(provider => provider.GetRequiredService<SnapshotWriter>());
        services.AddSingleton<CurationPipeline>();
        services.AddSingleton<PushEngine>();
    }
}
