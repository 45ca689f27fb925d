using System.Text;
using System.Text.Json;
using PmpPulse.Contracts.Json;
using PmpPulse.Contracts.Text;

namespace PmpPulse.Contracts.Events;

/// <summary>
/// Reads an <see cref="EventEnvelope"/> from any bytes; never throws for bad ones.
/// <list type="bullet">
/// <item>Properties may come in any order; unknown ones are skipped; if a name occurs several times, the last counts.</item>
/// <item><c>ingest_ts</c>, <c>source</c>, <c>event_type</c>, <c>key</c> (text, not empty) and <c>payload</c> (not null) are required.
/// A missing, null or empty <c>event_ts</c> is null (<see cref="EventEnvelope.EffectiveEventTs"/> is then <c>ingest_ts</c>);
/// any other text in it must be RFC 3339.</item>
/// <item>The payload is a slice of the bytes, not a copy. Only one that is a JSON string is unwrapped: by <c>payload_encoding</c>, else its
/// text. The result need not be JSON, and <see cref="EventEnvelope.PayloadIsJson"/> says whether it is.</item>
/// <item><c>vehicle_types</c> that is not an array counts as absent.</item>
/// <item>A byte order mark is ignored. Nesting deeper than <see cref="JsonLimits.EnvelopeDepth"/> is
/// <see cref="ReadErrors.NotJson"/>.</item>
/// </list>
/// </summary>
public static class EventEnvelopeReader
{
    /// <summary>Reads the envelope and checks all bytes, including the payload's.</summary>
    public static EnvelopeReading Read(ReadOnlyMemory<byte> message)
    {
        message = JsonTokens.WithoutByteOrderMark(message);
        if (JsonTokens.Precheck(message.Span) is { } error) return new EnvelopeReading(error, EventMeta.None);

        var fields = new EnvelopeFields();
        var reader = JsonTokens.Reader(message.Span, JsonLimits.EnvelopeDepth);
        try
        {
            reader.Read();
            if (reader.TokenType != JsonTokenType.StartObject)
            {
                var found = reader.TokenType;
                reader.Skip();
                reader.Read();
                return new EnvelopeReading(new ReadError(ReadErrors.NotAnObject, $"An envelope is a JSON object; this is {JsonTokens.Describe(found)}."), EventMeta.None);
            }

            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                if (JsonTokens.Is(ref reader, "payload"u8))
                {
                    reader.Read();
                    fields.ReadPayload(ref reader, message);
                }
                else
                {
                    fields.Read(ref reader, message);
                }
            }

            // anything behind the closing brace throws here
            reader.Read();
        }
        catch (JsonException exception)
        {
            return new EnvelopeReading(JsonTokens.NotJson(exception), fields.Meta);
        }

        return fields.ToReading();
    }

    /// <summary>Reads the envelope in a message's data, gzipped or not.</summary>
    public static EnvelopeReading ReadMessage(ReadOnlyMemory<byte> data)
    {
        byte[] buffer = [];
        return EventEncoding.Unpack(data, ref buffer, out var envelope) is { } error ? new EnvelopeReading(error, EventMeta.None) : Read(envelope);
    }

    /// <summary>
    /// The hot path's half of <see cref="Read"/>: for an envelope in the order <see cref="EventEnvelopeWriter"/> writes, with an object as
    /// payload after everything else. The payload is <b>not parsed</b>: the caller must verify that it is exactly one JSON object, and on
    /// anything else start again with <see cref="Read"/>. False for every other envelope, right or wrong.
    /// </summary>
    public static bool TryReadUnverified(ReadOnlyMemory<byte> message, out EventEnvelope envelope)
    {
        envelope = null!;
        if (JsonTokens.Precheck(message.Span) is not null) return false;

        var fields = new EnvelopeFields();
        var reader = JsonTokens.Reader(message.Span, JsonLimits.EnvelopeDepth);
        try
        {
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject) return false;
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                if (!JsonTokens.Is(ref reader, "payload"u8))
                {
                    fields.Read(ref reader, message);
                    continue;
                }

                if (!TryTakePayload(message[(int)reader.BytesConsumed..], out var payload)) return false;
                fields.Payload = payload;
                return fields.ToReading().Envelope is { } read && (envelope = read) is not null;
            }
        }
        catch (JsonException)
        {
            // Read says what is wrong
        }

        return false;
    }

    /// <summary>The payload, if it is an object and the envelope's last value, in the bytes behind its name and colon.</summary>
    internal static bool TryTakePayload(ReadOnlyMemory<byte> rest, out ReadOnlyMemory<byte> payload)
    {
        payload = default;
        var end = rest.Span.LastIndexOfAnyExcept(" \t\r\n"u8);
        if (end < 0 || rest.Span[end] != '}') return false;
        payload = JsonTokens.Trim(rest[..end]);
        return payload.Span is [(byte)'{', .., (byte)'}'];
    }

    /// <summary>What has been read of an envelope.</summary>
    private struct EnvelopeFields
    {
        private Field _ingestTs;
        private Field _eventTs;
        private Field _source;
        private Field _eventType;
        private Field _key;
        private Field _encoding;
        private ReadOnlyMemory<byte> _vehicleTypes;
        private PayloadForm _form;

        public ReadOnlyMemory<byte>? Payload { get; set; }

        public readonly EventMeta Meta => new(Cut(_ingestTs), Cut(_eventTs), Cut(_source), Cut(_eventType), Cut(_key));

        public void Read(ref Utf8JsonReader reader, ReadOnlyMemory<byte> message)
        {
            if (JsonTokens.Is(ref reader, "ingest_ts"u8)) _ingestTs = Text(ref reader, "ingest_ts");
            else if (JsonTokens.Is(ref reader, "event_ts"u8)) _eventTs = Text(ref reader, "event_ts");
            else if (JsonTokens.Is(ref reader, "source"u8)) _source = Text(ref reader, "source");
            else if (JsonTokens.Is(ref reader, "event_type"u8)) _eventType = Text(ref reader, "event_type");
            else if (JsonTokens.Is(ref reader, "key"u8)) _key = Text(ref reader, "key");
            else if (JsonTokens.Is(ref reader, "payload_encoding"u8)) _encoding = Text(ref reader, "payload_encoding");
            else if (JsonTokens.Is(ref reader, "vehicle_types"u8)) ReadVehicleTypes(ref reader, message);
            else reader.Skip();
        }

        public void ReadPayload(ref Utf8JsonReader reader, ReadOnlyMemory<byte> message)
        {
            switch (reader.TokenType)
            {
                case JsonTokenType.Null:
                    Payload = null;
                    break;
                case JsonTokenType.String when JsonTokens.TryGetText(ref reader, out var text):
                    (Payload, _form) = (Encoding.UTF8.GetBytes(text), PayloadForm.Text);
                    break;
                case JsonTokenType.String:
                    (Payload, _form) = (ReadOnlyMemory<byte>.Empty, PayloadForm.BrokenText);
                    break;
                default:
                    var start = (int)reader.TokenStartIndex;
                    reader.Skip();
                    (Payload, _form) = (message[start..(int)reader.BytesConsumed], PayloadForm.Json);
                    break;
            }
        }

        public readonly EnvelopeReading ToReading()
        {
            if ((_ingestTs.Error ?? _eventTs.Error ?? _source.Error ?? _eventType.Error ?? _key.Error ?? _encoding.Error) is { } wrong) return Fail(wrong);
            if (Missing() is { } missing) return Fail(new ReadError(ReadErrors.MissingField, $"The envelope has no {missing}."));
            if (!Rfc3339.TryParse(_ingestTs.Text, out var ingestTs)) return Fail(NotATime("ingest_ts"));

            DateTimeOffset? eventTs = null;
            if (!string.IsNullOrWhiteSpace(_eventTs.Text))
            {
                if (!Rfc3339.TryParse(_eventTs.Text, out var time)) return Fail(NotATime("event_ts"));
                eventTs = time;
            }

            var payload = Payload!.Value;
            if (Unwrap(ref payload, out var isJson) is { } error) return Fail(error);
            return new EnvelopeReading(new EventEnvelope(ingestTs, eventTs, _source.Text!, _eventType.Text!, _key.Text!, payload)
            {
                PayloadIsJson = isJson,
                VehicleTypes = _vehicleTypes,
            });
        }

        private readonly ReadError? Unwrap(ref ReadOnlyMemory<byte> payload, out bool isJson)
        {
            isJson = true;
            var isEncoded = !string.IsNullOrWhiteSpace(_encoding.Text);
            if (isEncoded && _encoding.Text != PayloadEncoding.Base64)
            {
                return new ReadError(ReadErrors.InvalidField, $"The envelope's payload_encoding must be {PayloadEncoding.Base64} or absent.");
            }

            if (_form == PayloadForm.BrokenText) return new ReadError(ReadErrors.InvalidField, "The envelope's payload is text with half a surrogate pair.");
            if (isEncoded)
            {
                if (_form != PayloadForm.Text || !PayloadEncoding.TryDecode(payload.Span, out var bytes))
                {
                    return new ReadError(ReadErrors.InvalidField, $"The envelope's payload is not {PayloadEncoding.Base64}, as its payload_encoding says.");
                }

                payload = bytes;
            }

            if (_form == PayloadForm.Json) return null;
            var json = JsonTokens.Trim(JsonTokens.WithoutByteOrderMark(payload));
            isJson = JsonTokens.CheckJson(json.Span, JsonLimits.FeedDepth) is null;
            if (isJson) payload = json;
            return null;
        }

        private void ReadVehicleTypes(ref Utf8JsonReader reader, ReadOnlyMemory<byte> message)
        {
            reader.Read();
            var start = (int)reader.TokenStartIndex;
            var isArray = reader.TokenType == JsonTokenType.StartArray;
            reader.Skip();
            _vehicleTypes = isArray ? message[start..(int)reader.BytesConsumed] : default;
        }

        private readonly string? Missing()
        {
            if (string.IsNullOrWhiteSpace(_ingestTs.Text)) return "ingest_ts";
            if (string.IsNullOrWhiteSpace(_source.Text)) return "source";
            if (string.IsNullOrWhiteSpace(_eventType.Text)) return "event_type";
            if (string.IsNullOrWhiteSpace(_key.Text)) return "key";
            return Payload is null ? "payload" : null;
        }

        private readonly EnvelopeReading Fail(ReadError error) => new(error, Meta);

        private static string? Cut(Field field) => field.Text is null ? null : TextExcerpt.Of(field.Text);

        private static ReadError NotATime(string name) => new(ReadErrors.InvalidField, $"The envelope's {name} is not an RFC 3339 time.");

        private static Field Text(ref Utf8JsonReader reader, string name)
        {
            reader.Read();
            if (reader.TokenType == JsonTokenType.Null) return default;
            if (reader.TokenType == JsonTokenType.String && JsonTokens.TryGetText(ref reader, out var text)) return new Field(text, null);
            var found = reader.TokenType == JsonTokenType.String ? "text with half a surrogate pair" : JsonTokens.Describe(reader.TokenType);
            var error = new ReadError(ReadErrors.InvalidField, $"The envelope's {name} must be text; it is {found}.");
            reader.Skip();
            return new Field(null, error);
        }

        private readonly record struct Field(string? Text, ReadError? Error);

        private enum PayloadForm
        {
            Json,
            Text,
            BrokenText,
        }
    }
}
