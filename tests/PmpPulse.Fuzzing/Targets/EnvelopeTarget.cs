using System.Text.Json;
using PmpPulse.Contracts.Events;
using PmpPulse.Contracts.Json;
using static PmpPulse.Fuzzing.Targets.ContractViolationException;

namespace PmpPulse.Fuzzing.Targets;

/// <summary>
/// <see cref="EventEnvelopeReader"/>: never throws; its two halves agree; an envelope read, written and read again stays the same.
/// </summary>
internal sealed class EnvelopeTarget : IFuzzTarget
{
    private readonly EnvelopeHead _head = new();

    public string Name => "envelope";

    public IReadOnlyList<string> Dictionary { get; } =
    [
        "\"ingest_ts\":", "\"event_ts\":", "\"source\":", "\"event_type\":", "\"key\":", "\"payload\":", "\"2025-10-18T09:09:16.25Z\"", "\"0001-01-01T00:00:00Z\"", "\"9999-12-31T23:59:59.9999999+14:00\"",
        "\"2025-02-30T00:00:00Z\"", "\"2016-12-31T23:59:60Z\"", "\"velib\"", "\"station_status_snapshot\"", "\"{\\\"a\\\":1}\"", "\"\\ufeff{}\"", "\\ud83d\\ude00", "\\udc00",
    ];

    public void Check(byte[] input)
    {
        var read = EventEnvelopeReader.Read(input);
        ThrowUnless(read.Succeeded == (read.Error is null), "neither an envelope nor an error, or both");
        _ = read.Meta;
        if (EventEnvelopeReader.TryReadUnverified(input, out var unverified) && IsObject(unverified.Payload))
        {
            ThrowUnless(read.Succeeded && Same(read.Envelope, unverified), $"the hot path reads an envelope, Read {(read.Succeeded ? "another" : read.Error.Type)}");
        }

        var isRemembered = _head.TryRead(input, out var remembered);
        ThrowUnless(isRemembered == unverified is not null && (!isRemembered || (remembered.VehicleTypes.Span.SequenceEqual(unverified!.VehicleTypes.Span) && Same(remembered with { VehicleTypes = unverified.VehicleTypes }, unverified))), "by an earlier head it is another envelope");
        if (!read.Succeeded) return;
        var written = EventEnvelopeWriter.ToBytes(read.Envelope).ToArray();
        var again = EventEnvelopeReader.Read(written);
        ThrowUnless(again.Succeeded && Same(read.Envelope, again.Envelope), $"written and read again it is {(again.Succeeded ? "another" : again.Error.Type)}");
        if (!IsObject(read.Envelope.Payload)) return;
        ThrowUnless(EventEnvelopeReader.TryReadUnverified(written, out var hot) && Same(read.Envelope, hot), "the hot path does not read what the writer writes");
    }

    private static bool Same(EventEnvelope one, EventEnvelope other) =>
        one with { Payload = default } == other with { Payload = default } && one.Payload.Span.SequenceEqual(other.Payload.Span);

    /// <summary>The hot path's caller must check this: the payload is exactly one object.</summary>
    private static bool IsObject(ReadOnlyMemory<byte> payload)
    {
        var reader = new Utf8JsonReader(payload.Span, new JsonReaderOptions { MaxDepth = JsonLimits.FeedDepth });
        try
        {
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject) return false;
            while (reader.Read())
            {
            }

            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
