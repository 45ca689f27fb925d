using PmpPulse.Dashboard.Api;
using PmpPulse.Dashboard.Board;
using PmpPulse.Dashboard.Configuration;
using PmpPulse.Dashboard.Marts;
using PmpPulse.Dashboard.Site;
using PmpPulse.Dashboard.Sources;
using PmpPulse.GoogleCloud;
using PmpPulse.ServiceDefaults.Hosting;
using PmpPulse.ServiceDefaults.Settings;

namespace PmpPulse.Dashboard;

/// <summary>A web page and a JSON API over the marts. It only reads, and stays up while the warehouse is down.</summary>
public static class DashboardService
{
    /// <summary>Name of the setting that says which system is shown.</summary>
    public static readonly string SystemSettingName = DashboardOptions.SystemName;

    /// <summary>Name, purpose and settings.</summary>
    public static readonly ServiceDescription Description = new(
        "pmp-dashboard", "Shows a bike-share system on a web page, and the same data as JSON, GeoJSON and CSV under /api.", DashboardOptions.Settings)
    {
        DefaultPort = 8080,
        RequiresCaller = false,
        ServesPages = true,
    };

    /// <exception cref="SettingsException">A setting is missing or wrong.</exception>
    public static WebApplication Build(string[] args, HostedIn? host = null)
    {
        var service = ServiceBuilder.Create(Description, args, host);
        var options = DashboardOptions.Read(service.Settings);
        var cloud = GoogleCloudOptions.Read(service.Settings);
        service.Settings.ThrowIfFaulty();
        service.Services.AddSingleton(options);
        service.Services.AddGoogleCloud(cloud);
        service.Services.AddSingleton<MartReader>();
        service.Services.AddSingleton<CitySources>();
        service.Services.AddSingleton<Boards>();
        service.Services.AddSingleton<ApiEndpoints>();
        var app = service.Build();
        SiteEndpoints.Map(app, new SiteFiles(), options);
        app.Services.GetRequiredService<ApiEndpoints>().Map(app);
        return app;
    }
}
