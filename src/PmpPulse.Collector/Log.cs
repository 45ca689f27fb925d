namespace PmpPulse.Collector;

internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Information, "{FeedId} {Outcome}: {Count} {Elements}, event time {EventTs}, {Bytes} bytes, message {MessageId}")]
    public static partial void Collected(ILogger logger, string feedId, string outcome, int? count, string elements, string? eventTs, int? bytes, string? messageId);

    [LoggerMessage(2, LogLevel.Warning, "Feed request failed, retry {Retry}: {Reason}")]
    public static partial void FeedRetried(ILogger logger, int retry, string reason);

    [LoggerMessage(3, LogLevel.Error, "{FeedId} not collected: {Reason}: {Detail}")]
    public static partial void FeedFailed(ILogger logger, string feedId, string reason, string detail);

    [LoggerMessage(5, LogLevel.Warning, "{FeedId} not collected: {Detail}")]
    public static partial void NotAsked(ILogger logger, string feedId, string detail);

    [LoggerMessage(6, LogLevel.Information, "Vehicle types read: {Count}")]
    public static partial void TypesRead(ILogger logger, int count);

    [LoggerMessage(7, LogLevel.Warning, "Vehicle types not read (VEHICLE_TYPES_URL), the {Known} known ones are kept: {Reason}")]
    public static partial void TypesFailed(ILogger logger, int known, string reason);

    [LoggerMessage(8, LogLevel.Warning, "{FeedId} is not JSON as a whole and was published as it is: {Reason}")]
    public static partial void PublishedBroken(ILogger logger, string feedId, string reason);

    [LoggerMessage(9, LogLevel.Error, "A body that is not a feed was not kept: {Reason}")]
    public static partial void BodyNotKept(ILogger logger, string reason);

    [LoggerMessage(4, LogLevel.Error, "Event not published on {Topic}")]
    public static partial void PublishFailed(ILogger logger, Exception exception, string topic);
}
