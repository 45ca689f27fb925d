namespace PmpPulse.LocalCloud.PubSub.MessageLog;

/// <summary>What a subscription keeps in memory of a waiting message: everything but its content.</summary>
/// <param name="Id">Message id. Later messages of a topic have higher ids.</param>
/// <param name="Size">Bytes of data and attributes, as counted by flow control.</param>
/// <param name="PublishTime">Microseconds since 1970, UTC.</param>
/// <param name="OrderingKey">Null if the message has none.</param>
/// <param name="Failures">Deliveries that ended in a nack or a missed deadline.</param>
internal readonly record struct LogEntry(long Id, int Size, long PublishTime, string? OrderingKey, int Failures = 0);
