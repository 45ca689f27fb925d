using System.Diagnostics.CodeAnalysis;
using PmpPulse.Contracts.Events;
using PmpPulse.Contracts.Json;
using PmpPulse.Curation.DeadLetters;
using PmpPulse.Curation.ParseNormalize;
using PmpPulse.Feeds.Rows;
using PmpPulse.GoogleCloud.StorageWrite;

namespace PmpPulse.Curation.ValidateRow;

/// <summary>The result of the pure stages: a snapshot's rows and the dead letters, a function of the message alone.</summary>
internal sealed record CuratedMessage
{
    public required SourceMessage Source { get; init; }

    /// <summary>The envelope without its payload; null if the bytes are not one.</summary>
    public EventEnvelope? Envelope { get; init; }

    /// <summary>Whether its rows are looked up in the table one by one: they may be only some of their snapshot's.</summary>
    public bool IsRowReplay => Source.IsRowReplay;

    /// <summary>What the rows share; null if there is no snapshot: the message failed as a whole, or is of another event type.</summary>
    public SnapshotContext? Snapshot { get; init; }

    /// <summary>The rows, encoded; null exactly if <see cref="Snapshot"/> is. May be empty.</summary>
    public RowBatch? Rows { get; init; }

    public required IReadOnlyList<DeadLetter> DeadLetters { get; init; }

    public StageCounts Counts { get; init; }

    /// <summary>Whether it is an event of a type that this service does not curate.</summary>
    public bool IsSkipped { get; init; }

    [MemberNotNullWhen(true, nameof(Rows), nameof(Snapshot), nameof(Envelope))]
    public bool HasSnapshot => Snapshot is not null;

    /// <summary>An event of another type.</summary>
    public static CuratedMessage Skip(SourceMessage source, EventEnvelope envelope) =>
        new() { Source = source, Envelope = Header(envelope), DeadLetters = [], IsSkipped = true };

    /// <summary>A message with nothing usable in it: kept whole.</summary>
    /// <param name="source">The message.</param>
    /// <param name="text">Its text, as far as it was unpacked.</param>
    /// <param name="stage">The stage that failed.</param>
    /// <param name="error">Why.</param>
    /// <param name="meta">The envelope's properties, as far as they were read.</param>
    /// <param name="envelope">The envelope; null if that is what failed.</param>
    public static CuratedMessage Failed(
        SourceMessage source, ReadOnlyMemory<byte> text, string stage, ReadError error, EventMeta meta, EventEnvelope? envelope) => new()
        {
            Source = source,
            Envelope = envelope is null ? null : Header(envelope),
            DeadLetters =
            [
                new DeadLetter
                {
                    Stage = stage,
                    ErrorType = error.Type,
                    ErrorMessage = error.Message,
                    Raw = text,
                    Meta = meta with { ReplayCount = source.ReplayCount },
                    MessageId = source.IdentityOfDeadLetters,
                    Data = source.Data,
                },
            ],
        };

    // the bytes belong to whoever received them
    private static EventEnvelope Header(EventEnvelope envelope) => envelope with { Payload = default, VehicleTypes = default };
}
