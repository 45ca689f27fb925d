namespace PmpPulse.LocalCloud.PubSub.MessageLog;

/// <summary>What a subscription keeps in memory of a message that waits: all but its content.</summary>
/// <param name="Id">Message id; later messages of a topic have higher ones.</param>
/// <param name="Size">Bytes of data and attributes, as flow control counts them.</param>
/// <param name="PublishTime">Microseconds since 1970, UTC.</param>
/// <param name="OrderingKey">Null where the message has none.</param>
/// <param name="Failures">Deliveries that ended in a nack or a missed deadline.</param>
internal readonly record struct LogEntry(long Id, int Size, long PublishTime, string? OrderingKey, int Failures = 0);
