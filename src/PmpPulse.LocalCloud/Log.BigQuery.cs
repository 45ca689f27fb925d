namespace PmpPulse.LocalCloud;

internal static partial class Log
{
    [LoggerMessage(Level = LogLevel.Debug, Message = "BigQuery: checkpoint postponed")]
    public static partial void CheckpointPostponed(ILogger logger, Exception exception);

    [LoggerMessage(Level = LogLevel.Error, Message = "BigQuery: the database failed and is opened anew")]
    public static partial void DatabaseClosed(ILogger logger);

    [LoggerMessage(Level = LogLevel.Warning, Message = "BigQuery: the database is open again")]
    public static partial void DatabaseReopened(ILogger logger);

    [LoggerMessage(Level = LogLevel.Error, Message = "BigQuery: the database can't be opened; the next write tries again")]
    public static partial void DatabaseUnusable(ILogger logger, Exception exception);

    [LoggerMessage(Level = LogLevel.Error, Message = "BigQuery: job {Job} failed inside the engine")]
    public static partial void JobFailed(ILogger logger, Exception exception, string job);

    [LoggerMessage(Level = LogLevel.Error, Message = "Storage Write: {Call} on {Stream} failed")]
    public static partial void StorageCallFailed(ILogger logger, Exception exception, string call, string stream);
}
