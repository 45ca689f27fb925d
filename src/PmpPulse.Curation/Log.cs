namespace PmpPulse.Curation;

internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Information, "Owner of the curated table: epoch {Epoch}, stream {Stream}, {Snapshots} snapshots known to be written")]
    public static partial void OwnershipTaken(ILogger logger, long epoch, string stream, int snapshots);

    [LoggerMessage(2, LogLevel.Warning, "Another worker took the curated table before epoch {Epoch} was ours; trying again")]
    public static partial void TakeoverConflict(ILogger logger, long epoch);

    [LoggerMessage(3, LogLevel.Warning, "Whether the register was set to epoch {Epoch} is not known; reading it")]
    public static partial void RegisterUnknown(ILogger logger, Exception exception, long epoch);

    [LoggerMessage(4, LogLevel.Warning, "Ownership of epoch {Epoch} lost: {Reason}")]
    public static partial void OwnershipLost(ILogger logger, long epoch, string reason);

    [LoggerMessage(5, LogLevel.Error, "Snapshots not written; their messages will be redelivered")]
    public static partial void WriteFailed(ILogger logger, Exception exception);

    [LoggerMessage(6, LogLevel.Information, "Looked up the rows of {Snapshots} snapshots; the table has {Rows}")]
    public static partial void TableAsked(ILogger logger, int snapshots, int rows);

    [LoggerMessage(16, LogLevel.Information, "Old snapshots keep coming: {Snapshots} written since {Since:u} are remembered now")]
    public static partial void MemoryExtended(ILogger logger, DateTimeOffset since, int snapshots);

    [LoggerMessage(17, LogLevel.Warning, "Old snapshots keep coming, but those written since {Since:u} could not be loaded: each batch queries the table instead, and after {Batches} more the load is tried again")]
    public static partial void MemoryNotExtended(ILogger logger, Exception exception, DateTimeOffset since, int batches);

    [LoggerMessage(7, LogLevel.Warning, "Append of {Rows} rows at offset {Offset} repeated after {Outcome}")]
    public static partial void AppendRepeated(ILogger logger, int rows, long offset, string outcome);

    [LoggerMessage(8, LogLevel.Information, "Message {MessageId}: in the table {Rows} of its rows; dead letters: {DeadLetters}")]
    public static partial void SnapshotWritten(ILogger logger, string messageId, int rows, int deadLetters);

    [LoggerMessage(9, LogLevel.Information, "Message {MessageId}: its rows of snapshot {SnapshotId} are in the table already")]
    public static partial void SnapshotDuplicate(ILogger logger, string messageId, long snapshotId);

    [LoggerMessage(EventId = 10, Message = "Message {MessageId}: dead letters: {Count}, the first of stage {Stage}: {ErrorType}")]
    public static partial void DeadLettered(ILogger logger, LogLevel level, string messageId, int count, string stage, string errorType);

    [LoggerMessage(11, LogLevel.Error, "Message {MessageId}: dead letters not written; it will be redelivered")]
    public static partial void DeadLettersFailed(ILogger logger, Exception exception, string messageId);

    [LoggerMessage(12, LogLevel.Warning, "Pulling stopped: {Reason}; trying again every few seconds")]
    public static partial void PullStopped(ILogger logger, string reason);

    // not a warning, and not in the words that the alert matches: the newer reports of these elements are curated
    [LoggerMessage(14, LogLevel.Information, "Message {MessageId}: {Count} older reports of elements that it reports more than once were set aside")]
    public static partial void Superseded(ILogger logger, string messageId, int count);
}
