using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;

namespace PmpPulse.GoogleCloud;

/// <summary>Registers the clients.</summary>
public static class GoogleCloudServiceCollectionExtensions
{
    /// <summary>
    /// Adds the options, <see cref="GoogleCloudClients"/> and its parts <see cref="PubSub.PubSubClients"/>,
    /// <see cref="StorageWrite.StorageWriteClient"/>, <see cref="BigQuery.BigQueryClient"/> and <see cref="Scheduler.SchedulerClient"/> as
    /// singletons. Nothing connects before its first call, and credentials are looked for only if no emulator is configured.
    /// </summary>
    public static IServiceCollection AddGoogleCloud(this IServiceCollection services, GoogleCloudOptions options)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(options);
        services.AddSingleton(provider => GoogleCloudClients.Create(
            provider.GetRequiredService<GoogleCloudOptions>(), provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILoggerFactory>()));
        services.AddSingleton(provider => provider.GetRequiredService<GoogleCloudClients>().PubSub);
        services.AddSingleton(provider => provider.GetRequiredService<GoogleCloudClients>().StorageWrite);
        services.AddSingleton(provider => provider.GetRequiredService<GoogleCloudClients>().BigQuery);
        services.AddSingleton(provider => provider.GetRequiredService<GoogleCloudClients>().Scheduler);
        return services;
    }
}
