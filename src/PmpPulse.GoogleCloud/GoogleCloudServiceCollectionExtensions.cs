using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace PmpPulse.GoogleCloud;

/// <summary>Registers the clients.</summary>
public static class GoogleCloudServiceCollectionExtensions
{
    /// <summary>
    /// Adds <see cref="GoogleCloudOptions"/>, <see cref="PubSub.PubSubClients"/>, <see cref="StorageWrite.StorageWriteClient"/>,
    /// <see cref="BigQuery.BigQueryClient"/> and <see cref="Scheduler.SchedulerClient"/> as singletons. Nothing connects before its first
    /// call, and credentials are looked for only where no emulator is configured.
    /// </summary>
    /// <exception cref="GoogleCloudConfigurationException">A setting is missing or malformed.</exception>
    public static IServiceCollection AddGoogleCloud(this IServiceCollection services, IConfiguration configuration) => throw new NotImplementedException();
}
