using PmpPulse.Curation.DeadLetters;
using PmpPulse.Curation.ValidateRow;
using PmpPulse.Feeds.Rows;
using PmpPulse.GoogleCloud.StorageWrite;

namespace PmpPulse.Curation.Deduplicate;

/// <summary>A snapshot on its way into the table, and the caller that waits for it.</summary>
internal sealed class PendingSnapshot(CuratedMessage message, RowBatch rows)
{
    // the caller's continuation must not run on the write stage
    private readonly TaskCompletionSource<WriteResult> _result = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public CuratedMessage Message { get; } = message;

    public SnapshotContext Snapshot { get; } = message.Snapshot!.Value;

    /// <summary>Whether it has only some rows of its snapshot, or all of them but is not the message they were first in.</summary>
    public bool IsRowReplay => Message.IsRowReplay;

    /// <summary>Its rows, except those that are in the table, that another one of the batch brings, or that BigQuery rejected.</summary>
    public RowBatch Rows { get; set; } = rows;

    /// <summary>Dead letters of the rows that BigQuery rejected.</summary>
    public List<DeadLetter> Rejected { get; } = [];

    /// <summary>Others in the same batch that bring nothing new of the same snapshot: they share this one's outcome.</summary>
    public List<PendingSnapshot> Copies { get; } = [];

    /// <summary>Whether its snapshot is complete once its batch is written.</summary>
    public bool MakesWhole => !IsRowReplay || Copies.Any(copy => !copy.IsRowReplay);

    public Task<WriteResult> Result => _result.Task;

    /// <summary>Whether its caller no longer waits.</summary>
    public bool IsDone => _result.Task.IsCompleted;

    public void Complete(WriteResult result)
    {
        _result.TrySetResult(result);
        foreach (var copy in Copies) copy.Complete(result == WriteResult.Written ? WriteResult.Duplicate : WriteResult.NotWritten);
    }

    public void Abandon(CancellationToken cancellationToken) => _result.TrySetCanceled(cancellationToken);
}
