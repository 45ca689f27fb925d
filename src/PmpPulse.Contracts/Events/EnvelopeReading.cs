using System.Diagnostics.CodeAnalysis;
using PmpPulse.Contracts.Json;

namespace PmpPulse.Contracts.Events;

/// <summary>What became of a message's bytes: an envelope, or an error and what could still be read.</summary>
public sealed class EnvelopeReading
{
    private readonly EventMeta? _meta;

    internal EnvelopeReading(EventEnvelope envelope) => Envelope = envelope;

    internal EnvelopeReading(ReadError error, EventMeta meta)
    {
        Error = error;
        _meta = meta;
    }

    /// <summary>Whether there is an envelope; else there is an error.</summary>
    [MemberNotNullWhen(true, nameof(Envelope))]
    [MemberNotNullWhen(false, nameof(Error))]
    public bool Succeeded => Envelope is not null;

    /// <summary>The envelope; null if the bytes are not one.</summary>
    public EventEnvelope? Envelope { get; }

    /// <summary>Why the bytes are not an envelope; null if they are.</summary>
    public ReadError? Error { get; }

    /// <summary>The envelope's properties as far as they were read.</summary>
    public EventMeta Meta => _meta ?? EventMeta.Of(Envelope!);
}
