using Microsoft.AspNetCore.Grpc.JsonTranscoding;
using Microsoft.Extensions.DependencyInjection.Extensions;
using PmpPulse.LocalCloud.BigQuery;
using PmpPulse.LocalCloud.Disk;
using PmpPulse.LocalCloud.Hosting;
using PmpPulse.LocalCloud.Monitoring;
using PmpPulse.LocalCloud.PubSub;
using PmpPulse.LocalCloud.Scheduler;
using PmpPulse.LocalCloud.StorageWrite;
using PmpPulse.ServiceDefaults.CrossOrigin;
using PmpPulse.ServiceDefaults.Hosting;
using PmpPulse.ServiceDefaults.Http;
using PmpPulse.ServiceDefaults.Settings;

namespace PmpPulse.LocalCloud;

/// <summary>
/// Google Cloud on one machine: the wire APIs of Pub/Sub v1, BigQuery v2 with the Storage Write API, and Cloud Scheduler v1, durable in one
/// data directory.
/// </summary>
public static class LocalCloudService
{
    // the largest gRPC message: a 20 MB append plus overhead
    private const int MaxMessageBytes = 32 * 1024 * 1024;

    public static ServiceDescription Description { get; } = new(
        "pmp-localcloud",
        "Google Cloud on one machine: Pub/Sub, BigQuery and Cloud Scheduler by their wire APIs, durable in one folder.",
        LocalCloudSettings.Own)
    {
        DefaultBindAddress = "127.0.0.1",
        RequiresCaller = false,
        ListensOnPort = false,
        TakesGrpc = true,
        AnonymousAccess =
            "read, change and delete every message, table and job, and have any address called with tokens that the services trust",
    };

    /// <summary>Builds LocalCloud. Once started, <see cref="LocalCloudAddresses"/> (a registered service) tells where it listens.</summary>
    /// <exception cref="SettingsException">A setting is invalid.</exception>
    /// <exception cref="DataDirectoryException">The data directory can't be used, for example because another process holds it.</exception>
    public static WebApplication Build(string[] args, HostedIn? host = null)
    {
        var builder = ServiceBuilder.Create(Description, args, host);
        AddHosting(builder, LocalCloudSettings.Read(builder.Settings, CommonSettings.BindAddress(Description)), host);
        AddApis(builder.Services);

        var app = builder.BuildBare();
        // open it now, so that a second process on the same directory fails before it does anything
        app.Services.GetRequiredService<DataDirectory>();
        app.Services.GetRequiredService<OidcSigner>();
        app.UseRouting();
        app.UseMiddleware<GrpcMessageMiddleware>();
        app.UseMiddleware<GoogleErrorMiddleware>();
        app.MapHealth();
        app.MapOidc();
        app.MapDisk();
        MapApis(app);
        return app;
    }

    /// <summary>Registers each API's services; every folder has its own extension method.</summary>
    private static void AddApis(IServiceCollection services)
    {
        services.AddBigQuery();
        services.AddPubSub();
        services.AddScheduler();
    }

    /// <summary>Maps each API's endpoints on its own port with <c>app.MapPort(LocalCloudPort.X).MapX()</c>.</summary>
    private static void MapApis(WebApplication app)
    {
        app.MapPort(LocalCloudPort.BigQuery).MapBigQuery();
        app.MapPort(LocalCloudPort.BigQuery).MapStorageWrite();
        app.MapPort(LocalCloudPort.PubSub).MapPubSub();
        app.MapPort(LocalCloudPort.PubSub).MapMonitoring();
        app.MapPort(LocalCloudPort.Scheduler).MapScheduler();
    }

    private static void AddHosting(ServiceBuilder builder, LocalCloudOptions options, HostedIn? host)
    {
        var services = builder.Services;
        var addresses = new LocalCloudAddresses();
        services.AddSingleton(options);
        services.AddSingleton(addresses);
        services.AddSingleton<IRefusalAnswer, GoogleRefusal>();
        services.AddSingleton(_ => DataDirectory.Open(options.DataDirectory));
        services.AddSingleton(
            provider => ActivatorUtilities.CreateInstance<DiskWatch>(provider, provider.GetRequiredService<DataDirectory>().Path));
        services.AddHostedService(provider => provider.GetRequiredService<DiskWatch>());
        services.AddSingleton<OidcSigner>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<MatcherPolicy, PortMatcherPolicy>());
        services.AddGrpc(grpc =>
        {
            grpc.MaxReceiveMessageSize = MaxMessageBytes;
            grpc.MaxSendMessageSize = null;
            grpc.Interceptors.Add<GrpcErrorInterceptor>();
        }).AddJsonTranscoding(json => json.JsonSettings = new GrpcJsonSettings { IgnoreDefaultValues = true });
        services.AddHostedService(provider => ActivatorUtilities.CreateInstance<Announcement>(provider, new AnnounceTo(host is null)));
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(options, addresses));
    }
}
