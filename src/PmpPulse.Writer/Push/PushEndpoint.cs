using System.Diagnostics;
using Grpc.Core;
using PmpPulse.Contracts;
using PmpPulse.ServiceDefaults;
using PmpPulse.Writer.Tables;

namespace PmpPulse.Writer.Push;

/// <summary>
/// <c>POST /pubsub</c>: one message. 204 (acknowledged) once its rows, or its dead letter, are durable; 503 or 429 (comes again) where
/// BigQuery did not take them; 500 where a drill asks for it; 400 or 413 where the request is no push delivery at all.
/// </summary>
internal static class PushEndpoint
{
    public const string Path = "/pubsub";

    public static async Task<IResult> PushAsync(
        HttpRequest request, IMessageWriter writer, DeadLetterWriter deadLetters, WriterOptions options, ILogger<IMessageWriter> logger,
        CancellationToken cancellationToken)
    {
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

        using var activity = TraceContext.StartConsumer(WriterTelemetry.Activities, "write " + options.Feed.Id, delivery.TraceParent);
        activity?.SetTag("messaging.message.id", delivery.MessageId);
        if (options.FailsDrills && delivery.Attributes.GetValueOrDefault(MessageAttributes.DeadLetterTest) == "true")
        {
            Log.FailedForDrill(logger, delivery.MessageId, delivery.DeliveryAttempt);
            return new ProblemResult(
                StatusCodes.Status500InternalServerError, "dead_letter_test",
                $"The message carries {MessageAttributes.DeadLetterTest}=true and this writer runs with DLQ_TEST_ENABLED=true: nothing is written.");
        }

        try
        {
            await WriteOrRecordAsync(delivery, writer, deadLetters, options, logger, cancellationToken);
            return TypedResults.NoContent();
        }
        catch (AppendFailedException exception)
        {
            activity?.SetStatus(ActivityStatusCode.Error, exception.Message);
            Log.NotAppended(logger, delivery.MessageId, exception.Status, exception.Message);
            var status = exception.Status == StatusCode.ResourceExhausted ? StatusCodes.Status429TooManyRequests : StatusCodes.Status503ServiceUnavailable;
            return new ProblemResult(status, "append_failed", $"BigQuery did not take the rows: {exception.Status}: {exception.Message}");
        }
    }

    private static async Task WriteOrRecordAsync(
        PushDelivery delivery, IMessageWriter writer, DeadLetterWriter deadLetters, WriterOptions options, ILogger logger, CancellationToken cancellationToken)
    {
        try
        {
            var rows = await writer.WriteAsync(delivery, cancellationToken);
            Log.Written(logger, delivery.MessageId, rows, options.Feed.Writer.Table);
        }
        catch (MessageRejectedException exception)
        {
            await deadLetters.WriteAsync(delivery, exception, cancellationToken);
            Log.DeadLettered(logger, delivery.MessageId, options.Feed.DeadLetters.Table, exception.ErrorType, exception.Message);
        }
    }
}
