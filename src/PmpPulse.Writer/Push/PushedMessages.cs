using Grpc.Core;
using PmpPulse.Contracts.Events;
using PmpPulse.GoogleCloud.PubSub.Push;
using PmpPulse.Writer.Tables;

namespace PmpPulse.Writer.Push;

/// <summary>
/// One pushed message: acknowledged once its rows, or its dead letter, are durable; redelivered if BigQuery did not accept them, or
/// if a drill asks for it.
/// </summary>
internal sealed class PushedMessages(IMessageWriter writer, DeadLetterWriter deadLetters, WriterOptions options, ILogger<PushedMessages> logger)
{
    public async Task<PushReply> HandleAsync(PushDelivery delivery, CancellationToken cancellationToken)
    {
        if (options.FailsDrills && delivery.Attributes.GetValueOrDefault(MessageAttributes.DeadLetterTest) == "true")
        {
            Log.FailedForDrill(logger, delivery.MessageId, delivery.DeliveryAttempt);
            return PushReply.Failed(
                "dead_letter_test",
                $"The message carries {MessageAttributes.DeadLetterTest}=true and this writer runs with DLQ_TEST_ENABLED=true: nothing is written.");
        }

        try
        {
            await WriteOrRecordAsync(delivery, cancellationToken);
            return PushReply.Acknowledged;
        }
        catch (AppendFailedException exception)
        {
            Log.NotAppended(logger, delivery.MessageId, exception.Status, exception.Message);
            var detail = $"BigQuery did not accept the rows: {exception.Status}: {exception.Message}";
            return exception.Status == StatusCode.ResourceExhausted ? PushReply.Exhausted("append_failed", detail) : PushReply.NotYet("append_failed", detail);
        }
    }

    private async Task WriteOrRecordAsync(PushDelivery delivery, CancellationToken cancellationToken)
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
