using System.Buffers;
using System.Text.Json;
using PmpPulse.GoogleCloud.PubSub.Push;
using PmpPulse.GoogleCloud.StorageWrite;
using PmpPulse.Writer.Tables;

namespace PmpPulse.Writer.Push;

/// <summary>
/// Records messages that can never succeed, whole, in the columns of a BigQuery subscription: so Pub/Sub's dead letters and a writer's
/// are in one table, and a replay reads both alike.
/// </summary>
internal sealed class DeadLetterWriter(TableWriter table)
{
    /// <summary>Attribute that names the kind of error.</summary>
    public const string ErrorTypeAttribute = "pmp_error_type";

    /// <summary>Attribute that says what was wrong.</summary>
    public const string ErrorMessageAttribute = "pmp_error_message";

    private const int MaxMessageLength = 8_000;

    private readonly RowColumn _subscription = table.Schema.Column("subscription_name");
    private readonly RowColumn _messageId = table.Schema.Column("message_id");
    private readonly RowColumn _publishTime = table.Schema.Column("publish_time");
    private readonly RowColumn _data = table.Schema.Column("data");
    private readonly RowColumn _attributes = table.Schema.Column("attributes");

    /// <summary>Returns once the record is durable.</summary>
    /// <exception cref="AppendFailedException">It is not; the message must be redelivered.</exception>
    public async Task WriteAsync(PushDelivery delivery, MessageRejectedException error, CancellationToken cancellationToken)
    {
        var rows = new RowBatchWriter(table.Schema);
        rows.BeginRow();
        rows.WriteString(_subscription, delivery.Subscription);
        rows.WriteString(_messageId, delivery.MessageId);
        if (delivery.PublishTime is { } publishTime) rows.WriteTimestamp(_publishTime, publishTime);
        rows.WriteBytes(_data, delivery.Data.Span);
        rows.WriteString(_attributes, Attributes(delivery, error));
        rows.EndRow();
        var rejected = await table.AppendAsync(rows.ToBatch(), cancellationToken);
        if (rejected is [var row, ..])
        {
            // nothing unrecorded is acknowledged: Pub/Sub's own dead-letter topic is the last resort
            throw new AppendFailedException(Grpc.Core.StatusCode.InvalidArgument, $"The dead letter was rejected: {row.Message}");
        }

        WriterTelemetry.CountDeadLetter(table.Table, error.ErrorType);
    }

    private static ReadOnlySpan<byte> Attributes(PushDelivery delivery, MessageRejectedException error)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using var json = new Utf8JsonWriter(buffer);
        json.WriteStartObject();
        foreach (var (name, value) in delivery.Attributes)
        {
            if (name is not (ErrorTypeAttribute or ErrorMessageAttribute)) json.WriteString(name, value);
        }

        json.WriteString(ErrorTypeAttribute, error.ErrorType);
        json.WriteString(ErrorMessageAttribute, error.Message.Length <= MaxMessageLength ? error.Message : error.Message[..MaxMessageLength] + "…");
        json.WriteEndObject();
        json.Flush();
        return buffer.WrittenSpan;
    }
}
