using System.Diagnostics;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;

namespace PmpPulse.GoogleCloud.PubSub.Push;

/// <summary>Handles one delivery; throws if the service itself fails.</summary>
public delegate Task<PushReply> PushHandler(PushDelivery delivery, CancellationToken cancellationToken);

/// <summary>
/// <c>POST /pubsub</c>, what a push subscription calls: one message. Its answer is the handler's; 400 or 413 if the request is not a
/// push delivery at all.
/// </summary>
/// <param name="handler">Handles a delivery.</param>
/// <param name="logger">Logs refused requests.</param>
public sealed class PushEndpoint(PushHandler handler, ILogger logger)
{
    /// <summary>Path of the endpoint.</summary>
    public const string Path = "/pubsub";

    /// <summary>Span that each delivery is handled in; null where the handler starts its own.</summary>
    public (ActivitySource Source, string Name)? Span { get; init; }

    /// <summary>Limits the deliveries that are read and handled at once; more wait before their bodies are read. Null: unlimited.</summary>
    public RateLimiter? Limiter { get; init; }

    /// <summary>Serves it.</summary>
    public IEndpointConventionBuilder Map(IEndpointRouteBuilder routes) => routes.MapPost(Path, PushAsync);

    private async Task<IResult> PushAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        using var turn = Limiter is null ? null : await Limiter.AcquireAsync(permitCount: 1, cancellationToken);
        PushDelivery delivery;
        try
        {
            delivery = await PushDeliveryReader.ReadAsync(request, cancellationToken);
        }
        catch (PushFormatException exception)
        {
            Log.NotADelivery(logger, exception.Reason, exception.Message);
            return PushReply.Problem(StatusCodes.Status400BadRequest, exception.Reason, exception.Message);
        }

        using var activity = Span is var (source, name) ? MessageTracing.StartConsumer(source, name, delivery.TraceParent) : null;
        activity?.SetTag("messaging.message.id", delivery.MessageId);
        var reply = await handler(delivery, cancellationToken);
        if (!reply.IsAcknowledged) activity?.SetStatus(ActivityStatusCode.Error, reply.Detail);
        return reply.ToResult();
    }
}
