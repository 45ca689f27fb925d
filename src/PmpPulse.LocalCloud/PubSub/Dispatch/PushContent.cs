using System.Buffers;
using System.Buffers.Text;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Google.Cloud.PubSub.V1;

namespace PmpPulse.LocalCloud.PubSub.Dispatch;

/// <summary>
/// The wrapped body of a push request (<see href="https://cloud.google.com/pubsub/docs/push#receive_push">message format</see>). It
/// contains id and publish time twice, in both spellings. The data is turned into base64 while it is sent: a snapshot's has 600 KB.
/// </summary>
internal sealed class PushContent : HttpContent
{
    // a multiple of three bytes becomes base64 without padding
    private const int Piece = 96 * 1024;

    private static readonly JsonWriterOptions Options =
        new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    private readonly ReadOnlyMemory<byte> _head;
    private readonly ReadOnlyMemory<byte> _data;
    private readonly ReadOnlyMemory<byte> _tail;

    public PushContent(ReceivedMessage received, string subscription)
    {
        _data = received.Message.Data.Memory;
        var buffer = new ArrayBufferWriter<byte>();
        var dataAt = 0;
        using (var json = new Utf8JsonWriter(buffer, Options))
        {
            json.WriteStartObject();
            json.WriteStartObject("message");
            WriteAttributes(json, received.Message);
            if (!_data.IsEmpty)
            {
                json.WriteString("data", "");
                json.Flush();
                // between the quotes
                dataAt = buffer.WrittenCount - 1;
            }

            WriteRest(json, received.Message);
            json.WriteEndObject();
            json.WriteString("subscription", subscription);
            if (received.DeliveryAttempt > 0) json.WriteNumber("deliveryAttempt", received.DeliveryAttempt);
            json.WriteEndObject();
        }

        (_head, _tail) = (buffer.WrittenMemory[..dataAt], buffer.WrittenMemory[dataAt..]);
        Headers.ContentType = new MediaTypeHeaderValue("application/json");
    }

    protected override bool TryComputeLength(out long length)
    {
        length = _head.Length + Base64.GetMaxEncodedToUtf8Length(_data.Length) + _tail.Length;
        return true;
    }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        await stream.WriteAsync(_head, cancellationToken);
        var base64 = ArrayPool<byte>.Shared.Rent(Base64.GetMaxEncodedToUtf8Length(Piece));
        for (var at = 0; at < _data.Length; at += Piece)
        {
            var piece = _data.Slice(at, Math.Min(Piece, _data.Length - at));
            Base64.EncodeToUtf8(piece.Span, base64, out _, out var written);
            await stream.WriteAsync(base64.AsMemory(0, written), cancellationToken);
        }

        // not where a write failed: the connection may still hold the buffer
        ArrayPool<byte>.Shared.Return(base64);
        await stream.WriteAsync(_tail, cancellationToken);
    }

    private static void WriteAttributes(Utf8JsonWriter json, PubsubMessage message)
    {
        if (message.Attributes.Count == 0) return;
        json.WriteStartObject("attributes");
        foreach (var (key, value) in message.Attributes) json.WriteString(key, value);
        json.WriteEndObject();
    }

    private static void WriteRest(Utf8JsonWriter json, PubsubMessage message)
    {
        var publishTime = message.PublishTime.ToDateTimeOffset().ToString("yyyy-MM-dd'T'HH:mm:ss.FFF'Z'", CultureInfo.InvariantCulture);
        json.WriteString("messageId", message.MessageId);
        json.WriteString("message_id", message.MessageId);
        if (message.OrderingKey.Length > 0) json.WriteString("orderingKey", message.OrderingKey);
        json.WriteString("publishTime", publishTime);
        json.WriteString("publish_time", publishTime);
    }
}
