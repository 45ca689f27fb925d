using System.Diagnostics.CodeAnalysis;
using PmpPulse.Contracts.Events;
using PmpPulse.Contracts.Json;

namespace PmpPulse.Curation.ParseNormalize;

/// <summary>The result of parsing a message's text.</summary>
/// <param name="Envelope">The envelope; null if there is an error.</param>
/// <param name="Error">Why the message can't be used; null if it can.</param>
/// <param name="Meta">The envelope's properties as far as they were read, with the snapshot that the message names.</param>
internal readonly record struct ParsedMessage(EventEnvelope? Envelope, ReadError? Error, EventMeta Meta)
{
    /// <summary>Whether it is an event of a type that this service does not curate.</summary>
    public bool IsSkipped { get; init; }

    /// <summary>Whether there is an envelope; else there is an error.</summary>
    [MemberNotNullWhen(true, nameof(Envelope))]
    [MemberNotNullWhen(false, nameof(Error))]
    public bool Succeeded => Envelope is not null;
}
