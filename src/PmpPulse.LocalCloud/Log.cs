namespace PmpPulse.LocalCloud;

internal static partial class Log
{
    [LoggerMessage(Level = LogLevel.Error, Message = "{Method} failed unexpectedly")]
    public static partial void UnhandledException(ILogger logger, Exception exception, string method);

    [LoggerMessage(
        Level = LogLevel.Information,
        Message = "LocalCloud serves Pub/Sub at {PubSub}, BigQuery at {BigQuery}, Scheduler at {Scheduler}; data in {DataDirectory}")]
    public static partial void Started(ILogger logger, Uri pubSub, Uri bigQuery, Uri scheduler, string dataDirectory);

    [LoggerMessage(Level = LogLevel.Error, Message = "The Pub/Sub log could not be written ({Count} calls failed)")]
    public static partial void LogWriteFailed(ILogger logger, Exception exception, int count);

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "Message {MessageId} of {Subscription} went to the dead-letter topic {Topic} after {Attempts} attempts")]
    public static partial void DeadLettered(ILogger logger, long messageId, string subscription, string topic, int attempts);

    [LoggerMessage(
        Level = LogLevel.Error,
        Message = "Message {MessageId} of {Subscription} could not be forwarded to its dead-letter topic; retrying")]
    public static partial void DeadLetterFailed(ILogger logger, Exception exception, long messageId, string subscription);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Push of message {MessageId} of {Subscription} to {Endpoint} failed: {Failure}")]
    public static partial void PushFailed(ILogger logger, string messageId, string subscription, string endpoint, string failure);

    [LoggerMessage(Level = LogLevel.Information, Message = "Subscription {Subscription} has expired: it was not read for {Ttl}")]
    public static partial void SubscriptionExpired(ILogger logger, string subscription, TimeSpan ttl);

    [LoggerMessage(Level = LogLevel.Error, Message = "Old messages could not be removed; the next cleaning retries")]
    public static partial void CleaningFailed(ILogger logger, Exception exception);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Job {Job} failed: {Failure} (retry {Retry})")]
    public static partial void JobFailed(ILogger logger, string job, string failure, int retry);

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "Message {MessageId} of {Subscription} was nacked, because the table {Table} refused it: {Reason}")]
    public static partial void ExportRefused(ILogger logger, string messageId, string subscription, string table, string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "Messages of {Subscription} can't be written and are waiting: {Fault}")]
    public static partial void ExportHalted(ILogger logger, string subscription, string fault);

    [LoggerMessage(Level = LogLevel.Information, Message = "Messages of {Subscription} are being written again")]
    public static partial void ExportResumed(ILogger logger, string subscription);

    [LoggerMessage(
        Level = LogLevel.Error,
        Message = "{Count} messages of {Subscription} could not be written to the table {Table}; retrying after a pause")]
    public static partial void ExportFailed(ILogger logger, Exception exception, int count, string subscription, string table);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Report}")]
    public static partial void DiskFull(ILogger logger, Disk.DiskReport report);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The disk has space again: {Report}")]
    public static partial void DiskHasSpace(ILogger logger, Disk.DiskReport report);

    [LoggerMessage(
        Level = LogLevel.Error,
        Message = "The state of job {Job} could not be stored; it is kept in memory until a retry succeeds")]
    public static partial void JobNotSaved(ILogger logger, Exception exception, string job);
}
