using System.Diagnostics.CodeAnalysis;
using PmpPulse.Contracts;
using PmpPulse.Curation.Stations;
using PmpPulse.GoogleCloud.StorageWrite;

namespace PmpPulse.Curation.Stages;

/// <summary>What the pure stages made of a message: a snapshot's rows and the dead letters, a function of the message alone.</summary>
internal sealed record CuratedMessage
{
    public required SourceMessage Source { get; init; }

    /// <summary>The envelope without its payload; null where the bytes are none.</summary>
    public EventEnvelope? Envelope { get; init; }

    /// <summary>Whether its rows are looked for in the table one by one: they need not be all that their snapshot has.</summary>
    public bool IsRowReplay => Source.IsRowReplay;

    /// <summary>What the rows share; null where there is no snapshot: the message failed whole, or is another event's.</summary>
    public SnapshotContext? Snapshot { get; init; }

    /// <summary>The rows, encoded; null exactly where <see cref="Snapshot"/> is. May be empty.</summary>
    public RowBatch? Rows { get; init; }

    public required IReadOnlyList<DeadLetter> DeadLetters { get; init; }

    public StageCounts Counts { get; init; }

    /// <summary>Whether it is an event of a type that curation does not use.</summary>
    public bool PassedBy { get; init; }

    [MemberNotNullWhen(true, nameof(Rows), nameof(Snapshot), nameof(Envelope))]
    public bool HasSnapshot => Snapshot is not null;
}
