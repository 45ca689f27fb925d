using PmpPulse.Contracts.Events;
using PmpPulse.Contracts.Json;

namespace PmpPulse.Curation.DeadLetters;

/// <summary>
/// Data that a stage could not use: a row of the dead-letter table, except its time. Identified by (<see cref="MessageId"/>,
/// <see cref="Stage"/>, <see cref="ElementId"/>), so that writing it twice does no harm.
/// </summary>
internal sealed record DeadLetter
{
    /// <summary>One of <see cref="DeadLetters.Stage"/>.</summary>
    public required string Stage { get; init; }

    /// <summary>Kind of error: one of <see cref="ReadErrors"/> or <see cref="CurationErrors"/>.</summary>
    public required string ErrorType { get; init; }

    public required string ErrorMessage { get; init; }

    /// <summary>What was read; not necessarily text.</summary>
    public required ReadOnlyMemory<byte> Raw { get; init; }

    /// <summary>The envelope's own properties, as far as they were read.</summary>
    public required EventMeta Meta { get; init; }

    public required string MessageId { get; init; }

    /// <summary>
    /// The element at fault. If one message has several faulty elements with one id, or without one, <c>#</c> and the element's
    /// position are appended, so that identities stay distinct. Null if a whole message failed.
    /// </summary>
    public string? ElementId { get; init; }

    /// <summary>The row at fault, whole: the element as the feed has it, or the curated row BigQuery refused. UTF-8.</summary>
    public ReadOnlyMemory<byte>? RowJson { get; init; }

    /// <summary>BigQuery's error message.</summary>
    public string? BigQueryErrors { get; init; }

    /// <summary>The whole message, if all of it was lost.</summary>
    public ReadOnlyMemory<byte>? Data { get; init; }
}
