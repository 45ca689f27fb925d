using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using PmpPulse.Contracts.Json;

namespace PmpPulse.Contracts.Events;

/// <summary>Writes an <see cref="EventEnvelope"/> as the JSON that travels in a message.</summary>
public static class EventEnvelopeWriter
{
    // properties, quotes and two timestamps; the strings and the payload come on top
    private const int FixedBytes = 160;

    /// <summary>
    /// Writes the envelope. A payload that <see cref="EventEnvelope.PayloadIsJson"/> is copied as it is: it must be one JSON
    /// value, as the feed's reader has verified. Any other bytes are written as a JSON string: their text if they are UTF-8, else
    /// Base64 with <c>"payload_encoding":"base64"</c> before it. Nothing of a body is lost either way.
    /// </summary>
    /// <exception cref="ArgumentException">A string is not valid UTF-16 text, or a payload that is JSON is empty.</exception>
    public static void Write(IBufferWriter<byte> output, EventEnvelope envelope)
    {
        ArgumentNullException.ThrowIfNull(output);
        ArgumentNullException.ThrowIfNull(envelope);
        Span<byte> time = stackalloc byte[Rfc3339.MaxLength];
        using var writer = new Utf8JsonWriter(output, new JsonWriterOptions { SkipValidation = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
        writer.WriteStartObject();
        writer.WriteString("ingest_ts"u8, time[..Rfc3339.Format(envelope.IngestTs, time)]);
        if (envelope.EventTs is { } eventTs)
        {
            writer.WriteString("event_ts"u8, time[..Rfc3339.Format(eventTs, time)]);
        }
        else
        {
            writer.WriteNull("event_ts"u8);
        }

        writer.WriteString("source"u8, envelope.Source);
        writer.WriteString("event_type"u8, envelope.EventType);
        writer.WriteString("key"u8, envelope.Key);
        if (!envelope.VehicleTypes.IsEmpty)
        {
            writer.WritePropertyName("vehicle_types"u8);
            writer.WriteRawValue(envelope.VehicleTypes.Span, skipInputValidation: true);
        }

        if (PayloadEncoding.Of(envelope) is { } encoding) writer.WriteString("payload_encoding"u8, encoding);
        writer.WritePropertyName("payload"u8);
        WritePayload(writer, envelope);
        writer.WriteEndObject();
    }

    /// <summary>The payload as the JSON value that stands for it in an event, and in a JSON column.</summary>
    public static ReadOnlyMemory<byte> PayloadToJson(EventEnvelope envelope)
    {
        ArgumentNullException.ThrowIfNull(envelope);
        if (envelope.PayloadIsJson) return envelope.Payload;
        var output = new ArrayBufferWriter<byte>(envelope.Payload.Length + 2);
        using var writer = new Utf8JsonWriter(output, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
        WritePayload(writer, envelope);
        writer.Flush();
        return output.WrittenMemory;
    }

    /// <summary>The envelope's bytes, ready to be a message's data.</summary>
    /// <inheritdoc cref="Write" path="/exception"/>
    public static ReadOnlyMemory<byte> ToBytes(EventEnvelope envelope)
    {
        ArgumentNullException.ThrowIfNull(envelope);
        var output = new ArrayBufferWriter<byte>(
            FixedBytes + 3 * (envelope.Source.Length + envelope.EventType.Length + envelope.Key.Length) + envelope.VehicleTypes.Length + envelope.Payload.Length);
        Write(output, envelope);
        return output.WrittenMemory;
    }

    private static void WritePayload(Utf8JsonWriter writer, EventEnvelope envelope)
    {
        if (envelope.PayloadIsJson) writer.WriteRawValue(envelope.Payload.Span, skipInputValidation: true);
        else if (PayloadEncoding.Of(envelope) is null) writer.WriteStringValue(envelope.Payload.Span);
        else writer.WriteBase64StringValue(envelope.Payload.Span);
    }
}
