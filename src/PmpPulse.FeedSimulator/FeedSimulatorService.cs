using PmpPulse.FeedSimulator.City;
using PmpPulse.FeedSimulator.Recorded;
using PmpPulse.FeedSimulator.Serving;
using PmpPulse.Feeds;
using PmpPulse.ServiceDefaults.Hosting;
using PmpPulse.ServiceDefaults.Settings;

namespace PmpPulse.FeedSimulator;

/// <summary>Serves station feeds, simulated or recorded, at Vélib's own paths. Anybody may read them, like the real ones.</summary>
public static class FeedSimulatorService
{
    /// <summary>Path of the status feed.</summary>
    public const string StatusPath = FeedEndpoints.StatusPath;

    /// <summary>Path of the information feed.</summary>
    public const string InformationPath = FeedEndpoints.InformationPath;

    /// <summary>Path of the vehicle types, which a recording may have.</summary>
    public const string VehicleTypesPath = FeedEndpoints.VehicleTypesPath;

    /// <summary>Path of a kind of feed, by its name.</summary>
    public static string PathOf(string kind) => FeedEndpoints.PathOf(kind);

    /// <summary>Name, purpose and settings.</summary>
    public static readonly ServiceDescription Description = new(
        "pmp-feed-simulator", "Serves the Vélib station feeds from a simulated city or from recorded files.", SimulatorOptions.Settings)
    {
        DefaultPort = 8130,
        DefaultBindAddress = "127.0.0.1",
        RequiresCaller = false,
        AnonymousAccess = "read the feeds, and move a recording on",
    };

    /// <exception cref="SettingsException">A setting is missing or wrong, or the folder can't be replayed.</exception>
    public static WebApplication Build(string[] args, HostedIn? host = null)
    {
        var service = ServiceBuilder.Create(Description, args, host);
        var options = SimulatorOptions.Read(service.Settings);
        service.Settings.ThrowIfFaulty();
        service.Services.AddSingleton(options);
        service.Services.AddSingleton<IFeedSource>(provider => options.Folder is { } folder
            ? new RecordedFeedSource(folder, provider.GetRequiredService<ILogger<RecordedFeedSource>>())
            : new SimulatedFeedSource(options.City!, provider.GetRequiredService<TimeProvider>()));
        service.Services.AddSingleton<FeedEndpoints>();
        var app = service.Build();
        var endpoints = app.Services.GetRequiredService<FeedEndpoints>();
        app.MapGet(StatusPath, endpoints.StatusAsync);
        app.MapGet(InformationPath, endpoints.InformationAsync);
        app.MapGet(VehicleTypesPath, endpoints.VehicleTypesAsync);
        foreach (var kind in Feed.All)
        {
            if (kind.Simulated is { } simulated) app.MapGet(PathOf(kind.Name), (HttpContext context) => endpoints.DocumentAsync(context, simulated));
        }

        app.MapGet(FeedEndpoints.StatePath, endpoints.State);
        return app;
    }
}
