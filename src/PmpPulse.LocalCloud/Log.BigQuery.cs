namespace PmpPulse.LocalCloud;

internal static partial class Log
{
    [LoggerMessage(Level = LogLevel.Debug, Message = "BigQuery: checkpoint postponed")]
    public static partial void CheckpointPostponed(ILogger logger, Exception exception);

    [LoggerMessage(Level = LogLevel.Information, Message = "BigQuery: a checkpoint of {Megabytes} MB held up writes for {Milliseconds:0} ms")]
    public static partial void CheckpointSlow(ILogger logger, long megabytes, double milliseconds);

    [LoggerMessage(Level = LogLevel.Information, Message = "BigQuery: {Rows} rows of {Table} from before {Cut:u} have expired")]
    public static partial void RowsExpired(ILogger logger, long rows, BigQuery.Catalog.TableKey table, DateTime cut);

    [LoggerMessage(Level = LogLevel.Warning, Message = "BigQuery: rows of {Table} from before {Cut:u} could not be deleted; it is tried again")]
    public static partial void RowsNotExpired(ILogger logger, Exception exception, BigQuery.Catalog.TableKey table, DateTime cut);

    [LoggerMessage(Level = LogLevel.Warning, Message = "BigQuery: column {Column} of {Table} could not be searched for documents; unused files are kept")]
    public static partial void DocumentsNotSearched(ILogger logger, Exception exception, BigQuery.Catalog.TableKey table, string column);

    [LoggerMessage(Level = LogLevel.Error, Message = "BigQuery: the database failed and is being reopened")]
    public static partial void DatabaseClosed(ILogger logger);

    [LoggerMessage(Level = LogLevel.Warning, Message = "BigQuery: the database is open again")]
    public static partial void DatabaseReopened(ILogger logger);

    [LoggerMessage(
        Level = LogLevel.Error,
        Message = "BigQuery: the database can't be opened; retrying ({GivenUp} statements that did not stop still hold it)")]
    public static partial void DatabaseUnusable(ILogger logger, Exception exception, int givenUp);

    [LoggerMessage(Level = LogLevel.Error, Message = "BigQuery: a group of writes failed; the database is being reopened")]
    public static partial void WriterFailed(ILogger logger, Exception exception);

    [LoggerMessage(
        Level = LogLevel.Error,
        Message = "BigQuery: a statement did not stop within {Seconds} s of being cancelled and was given up; {GivenUp} such statements are still running")]
    public static partial void StatementGivenUp(ILogger logger, double seconds, int givenUp);

    [LoggerMessage(Level = LogLevel.Warning, Message = "BigQuery: a given-up statement has ended; {GivenUp} are still running")]
    public static partial void GivenUpStatementEnded(ILogger logger, int givenUp);

    [LoggerMessage(Level = LogLevel.Warning, Message = "BigQuery: the connection of a given-up statement could not be closed")]
    public static partial void ConnectionNotClosed(ILogger logger, Exception exception);

    [LoggerMessage(Level = LogLevel.Error, Message = "BigQuery: job {Job} failed with an internal error")]
    public static partial void JobFailed(ILogger logger, Exception exception, string job);

    [LoggerMessage(Level = LogLevel.Error, Message = "Storage Write: {Call} on {Stream} failed")]
    public static partial void StorageCallFailed(ILogger logger, Exception exception, string call, string stream);

    [LoggerMessage(Level = LogLevel.Debug, Message = "BigQuery: the result {Table} could not be dropped")]
    public static partial void ResultKept(ILogger logger, Exception exception, string table);

    [LoggerMessage(Level = LogLevel.Warning, Message = "BigQuery: materialized view {View} is computed from all rows at each read, because {Reason}")]
    public static partial void ViewComputedAtRead(ILogger logger, string view, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "BigQuery: materialized view {View} could not be refreshed; reads take longer")]
    public static partial void ViewNotRefreshed(ILogger logger, Exception exception, string view);
}
