using Grpc.Core;
using Microsoft.Extensions.Logging;

namespace PmpPulse.GoogleCloud;

internal static partial class Log
{
    [LoggerMessage(Level = LogLevel.Error, Message = "Publishing {Count} messages to {Topic} failed for good")]
    public static partial void PublishFailed(this ILogger logger, Exception exception, string topic, int count);

    [LoggerMessage(Level = LogLevel.Information, Message = "Pulling {Subscription}: the stream ended ({Status}: {Detail}); connecting again in {Wait}")]
    public static partial void PullInterrupted(this ILogger logger, string subscription, StatusCode status, string detail, TimeSpan wait);

    [LoggerMessage(Level = LogLevel.Error, Message = "Handling message {MessageId} of {Subscription} failed; it will be delivered again")]
    public static partial void HandlerFailed(this ILogger logger, Exception exception, string messageId, string subscription);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Sending {Count} acknowledgements or deadlines for {Subscription} failed; those messages will be delivered again")]
    public static partial void SettleFailed(this ILogger logger, Exception exception, int count, string subscription);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Count} messages of {Subscription} were held for the longest time allowed; their leases are no longer renewed")]
    public static partial void LeasesExpired(this ILogger logger, int count, string subscription);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Stopping {Subscription}: {Count} messages were not finished in time and are nacked")]
    public static partial void HardStop(this ILogger logger, string subscription, int count);

    [LoggerMessage(Level = LogLevel.Information, Message = "Appending to {Stream}: the connection ended ({Status}: {Detail}) with {Count} appends unanswered")]
    public static partial void AppendConnectionEnded(this ILogger logger, string stream, StatusCode status, string detail, int count);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Appending {Rows} rows to {Stream} is repeated in {Wait}: {Outcome}")]
    public static partial void AppendRepeated(this ILogger logger, int rows, string stream, TimeSpan wait, StorageWrite.AppendOutcome outcome);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Request refused: {Reason}: {Detail}")]
    public static partial void NotADelivery(ILogger logger, string reason, string detail);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Method} {Path} failed ({Problem}); trying again in {Wait}")]
    public static partial void RestRetry(this ILogger logger, HttpMethod method, string path, string problem, TimeSpan wait);
}
