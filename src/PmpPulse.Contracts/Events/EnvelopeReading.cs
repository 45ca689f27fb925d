using System.Diagnostics.CodeAnalysis;

namespace PmpPulse.Contracts;

/// <summary>What became of a message's bytes: an envelope, or an error and what could be read for all that.</summary>
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

    /// <summary>The envelope, null where the bytes are none.</summary>
    public EventEnvelope? Envelope { get; }

    /// <summary>Why they are none, null where they are one.</summary>
    public ReadError? Error { get; }

    /// <summary>The envelope's properties as far as they were read.</summary>
    public EventMeta Meta => _meta ?? EventMeta.Of(Envelope!);
}
