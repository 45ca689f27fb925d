using PmpPulse.Curation.ParseNormalize;
using PmpPulse.Curation.Pipeline;
using PmpPulse.ServiceDefaults;

namespace PmpPulse.Curation.Engines;

/// <summary>
/// The push engine, <c>POST /pubsub</c>: one message. 204 (acknowledged) once everything of it is durable; 503 (comes again) where it is
/// not; 400 or 413 where the request is no push delivery at all.
/// </summary>
internal static class PushEndpoint
{
    public const string Path = "/pubsub";

    public static async Task<IResult> PushAsync(
        HttpRequest request, CurationPipeline pipeline, PushGate gate, ILogger<CurationPipeline> logger, CancellationToken cancellationToken)
    {
        using var turn = await gate.EnterAsync(cancellationToken);
        PushDelivery delivery;
        try
        {
            delivery = await PushDeliveryReader.ReadAsync(request, cancellationToken);
        }
        catch (PushFormatException exception)
        {
            Log.NotADelivery(logger, exception.Reason, exception.Message);
            return new ProblemResult(StatusCodes.Status400BadRequest, exception.Reason, exception.Message);
        }

        var message = new SourceMessage(delivery.MessageId, delivery.Data) { Attributes = delivery.Attributes };
        var outcome = await pipeline.HandleAsync(message, delivery.TraceParent, cancellationToken);
        return outcome == MessageOutcome.Failed
            ? new ProblemResult(StatusCodes.Status503ServiceUnavailable, "not_written", "The message is not durable yet; deliver it again.")
            : TypedResults.NoContent();
    }
}
