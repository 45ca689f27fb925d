using System.Buffers;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Google.Cloud.PubSub.V1;

namespace PmpPulse.LocalCloud.PubSub.Dispatch;

/// <summary>
/// The wrapped body of a push request (<see href="https://cloud.google.com/pubsub/docs/push#receive_push">message format</see>). It
/// contains id and publish time twice, in both spellings.
/// </summary>
internal static class PushBody
{
    private static readonly JsonWriterOptions Options =
        new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    public static ReadOnlyMemory<byte> Write(ReceivedMessage received, string subscription)
    {
        var message = received.Message;
        // a single buffer of about the right size: a snapshot is 600 KB in base64
        var buffer = new ArrayBufferWriter<byte>((message.CalculateSize() * 4 / 3) + 512);
        using (var json = new Utf8JsonWriter(buffer, Options))
        {
            json.WriteStartObject();
            json.WriteStartObject("message");
            WriteMessage(json, message);
            json.WriteEndObject();
            json.WriteString("subscription", subscription);
            if (received.DeliveryAttempt > 0) json.WriteNumber("deliveryAttempt", received.DeliveryAttempt);
            json.WriteEndObject();
        }

        return buffer.WrittenMemory;
    }

    private static void WriteMessage(Utf8JsonWriter json, PubsubMessage message)
    {
        if (message.Attributes.Count > 0)
        {
            json.WriteStartObject("attributes");
            foreach (var (key, value) in message.Attributes) json.WriteString(key, value);
            json.WriteEndObject();
        }

        if (!message.Data.IsEmpty) json.WriteBase64String("data", message.Data.Span);
        var publishTime = message.PublishTime.ToDateTimeOffset().ToString("yyyy-MM-dd'T'HH:mm:ss.FFF'Z'", CultureInfo.InvariantCulture);
        json.WriteString("messageId", message.MessageId);
        json.WriteString("message_id", message.MessageId);
        if (message.OrderingKey.Length > 0) json.WriteString("orderingKey", message.OrderingKey);
        json.WriteString("publishTime", publishTime);
        json.WriteString("publish_time", publishTime);
    }
}
