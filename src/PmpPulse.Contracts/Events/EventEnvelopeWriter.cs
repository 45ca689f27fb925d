using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace PmpPulse.Contracts;

/// <summary>Writes an <see cref="EventEnvelope"/> as the JSON that travels in a message.</summary>
public static class EventEnvelopeWriter
{
    // properties, quotes and two timestamps; the strings and the payload come on top
    private const int FixedBytes = 160;

    /// <summary>Writes the envelope. The payload is copied as it is: it must be one JSON value, as <see cref="FeedHeaderReader"/> makes sure.</summary>
    /// <exception cref="ArgumentException">A string is no valid UTF-16 text, or the payload is empty.</exception>
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
        writer.WritePropertyName("payload"u8);
        writer.WriteRawValue(envelope.Payload.Span, skipInputValidation: true);
        writer.WriteEndObject();
    }

    /// <summary>The envelope's bytes, ready to be a message's data.</summary>
    /// <inheritdoc cref="Write" path="/exception"/>
    public static ReadOnlyMemory<byte> ToBytes(EventEnvelope envelope)
    {
        ArgumentNullException.ThrowIfNull(envelope);
        var output = new ArrayBufferWriter<byte>(
            FixedBytes + 3 * (envelope.Source.Length + envelope.EventType.Length + envelope.Key.Length) + envelope.Payload.Length);
        Write(output, envelope);
        return output.WrittenMemory;
    }
}
