using Grpc.Core;
using PmpPulse.Contracts;

namespace PmpPulse.Writer;

internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Information, "Message {MessageId}: {Rows} rows into {Table}")]
    public static partial void Written(ILogger logger, string messageId, int rows, TableName table);

    [LoggerMessage(2, LogLevel.Error, "Message {MessageId} recorded in {Table}: {ErrorType}: {ErrorMessage}")]
    public static partial void DeadLettered(ILogger logger, string messageId, TableName table, string errorType, string errorMessage);

    [LoggerMessage(3, LogLevel.Error, "Message {MessageId} not acknowledged: {Status}: {Detail}")]
    public static partial void NotAppended(ILogger logger, string messageId, StatusCode status, string detail);

    [LoggerMessage(5, LogLevel.Information, "Message {MessageId} skipped: it is a replay for {Receiver}")]
    public static partial void Skipped(ILogger logger, string messageId, string receiver);

    [LoggerMessage(6, LogLevel.Warning, "Message {MessageId} failed on purpose (dlq_test=true, DLQ_TEST_ENABLED=true), attempt {Attempt}")]
    public static partial void FailedForDrill(ILogger logger, string messageId, int? attempt);
}
