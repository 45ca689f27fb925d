using PmpPulse.Collector.Collecting;
using PmpPulse.Collector.Feeds;
using PmpPulse.Collector.Http;
using PmpPulse.Collector.Types;
using PmpPulse.GoogleCloud;
using PmpPulse.ServiceDefaults.Hosting;
using PmpPulse.ServiceDefaults.Settings;

namespace PmpPulse.Collector;

/// <summary>Polls a feed when it is called and publishes it.</summary>
public static class CollectorService
{
    /// <summary>Path that Cloud Scheduler calls.</summary>
    public const string CollectPath = CollectEndpoint.Path;

    /// <summary>Name, purpose and settings.</summary>
    public static readonly ServiceDescription Description = new(
        "pmp-collector", "Polls a feed when GET /collect is called, and publishes it as one event.", CollectorOptions.Settings)
    {
        DefaultPort = 8101,
    };

    /// <exception cref="SettingsException">A setting is missing or wrong.</exception>
    public static WebApplication Build(string[] args, HostedIn? host = null)
    {
        var service = ServiceBuilder.Create(Description, args, host);
        var options = CollectorOptions.Read(service.Settings);
        var cloud = GoogleCloudOptions.Read(service.Settings);
        service.Settings.ThrowIfFaulty();
        service.Services.AddSingleton(options);
        service.Services.AddGoogleCloud(cloud);
        service.Services.AddSingleton(provider => Server(options.FeedUrl, options, provider));
        service.Services.AddSingleton(provider => new VehicleTypesCache(
            options.VehicleTypesUrl is { } types ? Server(types, options, provider) : null,
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<VehicleTypesCache>>()));
        service.Services.AddSingleton(provider => new FeedWait(provider.GetRequiredService<TimeProvider>(), options.MaxWait));
        service.Services.AddSingleton<FeedClient>();
        service.Services.AddSingleton<SnapshotPublisher>();
        service.Services.AddSingleton<UnusableBodies>();
        service.Services.AddSingleton<SnapshotCollector>();
        var app = service.Build();
        app.MapGet(CollectPath, CollectEndpoint.CollectAsync);
        return app;
    }

    private static FeedServer Server(Uri url, CollectorOptions options, IServiceProvider provider) => new(
        url, new HostList(url, options.RedirectHosts, options.AllowsPrivateAddresses), options.MaxFeedBytes, provider.GetRequiredService<TimeProvider>());
}
