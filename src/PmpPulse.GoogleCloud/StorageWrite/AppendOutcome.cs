using Grpc.Core;

namespace PmpPulse.GoogleCloud.StorageWrite;

/// <summary>What became of an append. Every outcome but <see cref="Unknown"/> is definite: all rows are in, or none.</summary>
public abstract record AppendOutcome
{
    private AppendOutcome()
    {
    }

    /// <summary>All rows are in the table.</summary>
    /// <param name="Offset">The first row's offset in its stream; null on the default stream, which has no offsets.</param>
    public sealed record Appended(long? Offset) : AppendOutcome;

    /// <summary>The stream already has rows at this offset: an earlier try of the same append got through.</summary>
    public sealed record AlreadyExists(string Message) : AppendOutcome;

    /// <summary>The stream ends before this offset: an earlier append is missing. No row was written.</summary>
    public sealed record OutOfRange(string Message) : AppendOutcome;

    /// <summary>Some rows don't fit the table, so none was written; append the others without them.</summary>
    public sealed record RowsRejected(IReadOnlyList<RejectedRow> Rows, string Message) : AppendOutcome;

    /// <summary>The stream accepts no more rows: it was finalized. No row was written.</summary>
    public sealed record StreamFinalized(string Message) : AppendOutcome;

    /// <summary>No row was written, for another reason.</summary>
    /// <param name="Status">Google's status or, if the request was never sent, the connection's.</param>
    /// <param name="Message">The server's words.</param>
    /// <param name="IsRetryable">True when the same append may succeed later.</param>
    public sealed record NotAppended(StatusCode Status, string Message, bool IsRetryable) : AppendOutcome;

    /// <summary>
    /// The answer was lost: the rows may or may not be in. On a committed stream repeat the append at the same offset
    /// (<see cref="Appended"/> and <see cref="AlreadyExists"/> then both mean written); on the default stream a repeat may duplicate.
    /// </summary>
    public sealed record Unknown(StatusCode Status, string Message) : AppendOutcome;
}
