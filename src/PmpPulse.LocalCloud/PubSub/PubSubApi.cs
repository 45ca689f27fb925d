using PmpPulse.LocalCloud.PubSub.Brokering;
using PmpPulse.LocalCloud.PubSub.Dispatch;
using PmpPulse.LocalCloud.PubSub.Rpc;

namespace PmpPulse.LocalCloud.PubSub;

/// <summary>Pub/Sub v1 as a part of LocalCloud.</summary>
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

    /// <summary>Both services by gRPC and, by their <c>google.api.http</c> annotations, by REST.</summary>
    public static void MapPubSub(this IEndpointRouteBuilder port)
    {
        port.MapGrpcService<PublisherService>();
        port.MapGrpcService<SubscriberService>();
    }
}
