using PmpPulse.Contracts.Json;

namespace PmpPulse.Contracts.Events;

/// <summary>
/// The hot path's memory of the last envelope: a feed's envelopes have the same bytes before their payload, except for the two times that
/// <see cref="EventEnvelopeWriter"/> writes first. It gives up at any other difference. Not thread-safe.
/// </summary>
public sealed class EnvelopeHead
{
    // longer than any time that is worth reading here
    private const int MaxTimeBytes = 40;

    private static ReadOnlySpan<byte> BeforeIngestTs => "{\"ingest_ts\":\""u8;

    private static ReadOnlySpan<byte> BeforeEventTs => "\",\"event_ts\":\""u8;

    private byte[] _rest = [];
    private EventEnvelope? _envelope;
    private int _vehicleTypes;

    /// <summary>How many messages had the head of the one before.</summary>
    internal long Recognized { get; private set; }

    /// <summary>
    /// As <see cref="EventEnvelopeReader.TryReadUnverified"/>, with the same result for the same message; it remembers what that had to read.
    /// </summary>
    public bool TryRead(ReadOnlyMemory<byte> message, out EventEnvelope envelope)
    {
        if (JsonTokens.Precheck(message.Span) is not null)
        {
            envelope = null!;
            return false;
        }

        if (TryReadLike(message, out envelope))
        {
            Recognized++;
            return true;
        }

        if (!EventEnvelopeReader.TryReadUnverified(message, out envelope)) return false;
        Remember(message, envelope);
        return true;
    }

    private bool TryReadLike(ReadOnlyMemory<byte> message, out EventEnvelope envelope)
    {
        envelope = null!;
        if (_envelope is null || !TryReadTimes(message.Span, out var ingestTs, out var eventTs, out var length)) return false;
        var rest = message[length..];
        if (!rest.Span.StartsWith(_rest) || !EventEnvelopeReader.TryTakePayload(rest[_rest.Length..], out var payload)) return false;
        envelope = _envelope with
        {
            IngestTs = ingestTs,
            EventTs = eventTs,
            Payload = payload,
            VehicleTypes = rest.Slice(_vehicleTypes, _envelope.VehicleTypes.Length),
        };
        return true;
    }

    private void Remember(ReadOnlyMemory<byte> message, EventEnvelope envelope)
    {
        _envelope = null;
        if (!TryReadTimes(message.Span, out _, out _, out var start)) return;
        // the payload may have white space before it, which is no part of it
        if (!message.Span.Overlaps(envelope.Payload.Span, out var payload) || payload < start) return;
        var rest = message.Span[start..payload];
        // a second time, or a name that an escape hides, would count instead of the first
        if (rest.IndexOf("ingest_ts"u8) >= 0 || rest.IndexOf("event_ts"u8) >= 0 || rest.Contains((byte)'\\')) return;
        _vehicleTypes = 0;
        if (!envelope.VehicleTypes.IsEmpty && rest.Overlaps(envelope.VehicleTypes.Span, out var vehicleTypes)) _vehicleTypes = vehicleTypes;
        _rest = rest.ToArray();
        _envelope = envelope with { Payload = default, VehicleTypes = _rest.AsMemory(_vehicleTypes, envelope.VehicleTypes.Length) };
    }

    private static bool TryReadTimes(ReadOnlySpan<byte> message, out DateTimeOffset ingestTs, out DateTimeOffset eventTs, out int length)
    {
        (ingestTs, eventTs, length) = (default, default, 0);
        return TryReadTime(message, BeforeIngestTs, ref length, out ingestTs) && TryReadTime(message, BeforeEventTs, ref length, out eventTs);
    }

    private static bool TryReadTime(ReadOnlySpan<byte> message, ReadOnlySpan<byte> before, ref int at, out DateTimeOffset time)
    {
        time = default;
        var rest = message[at..];
        if (!rest.StartsWith(before)) return false;
        rest = rest[before.Length..];
        var length = rest[..Math.Min(rest.Length, MaxTimeBytes)].IndexOf((byte)'"');
        if (length < 0 || !Rfc3339.TryParse(rest[..length], out time)) return false;
        at += before.Length + length;
        return true;
    }
}
