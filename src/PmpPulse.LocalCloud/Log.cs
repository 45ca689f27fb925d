namespace PmpPulse.LocalCloud;

internal static partial class Log
{
    [LoggerMessage(Level = LogLevel.Error, Message = "{Method} failed unexpectedly")]
    public static partial void UnhandledException(ILogger logger, Exception exception, string method);

    [LoggerMessage(Level = LogLevel.Information, Message = "LocalCloud serves Pub/Sub at {PubSub}, BigQuery at {BigQuery}, Scheduler at {Scheduler}; data in {DataDirectory}")]
    public static partial void Started(ILogger logger, Uri pubSub, Uri bigQuery, Uri scheduler, string dataDirectory);
}
