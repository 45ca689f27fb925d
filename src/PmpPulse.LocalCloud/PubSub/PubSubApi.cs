using PmpPulse.LocalCloud.PubSub.Brokering;
using PmpPulse.LocalCloud.PubSub.Dispatch;
using PmpPulse.LocalCloud.PubSub.Rpc;

namespace PmpPulse.LocalCloud.PubSub;

/// <summary>LocalCloud's Pub/Sub v1.</summary>
internal static class PubSubApi
{
    public static IServiceCollection AddPubSub(this IServiceCollection services)
    {
        services.AddSingleton<Broker>();
        services.AddSingleton<PublisherService>();
        services.AddSingleton<SubscriberService>();
        services.AddHostedService<Dispatcher>();
        services.AddHostedService<LogCleaner>();
        return services;
    }

    /// <summary>Maps both services for gRPC and, through their <c>google.api.http</c> annotations, for REST.</summary>
    public static void MapPubSub(this IEndpointRouteBuilder port)
    {
        port.MapGrpcService<PublisherService>();
        port.MapGrpcService<SubscriberService>();
    }
}
