namespace PmpPulse.Contracts.Events;

/// <summary>Names of the attributes that messages on the topics carry; all values are text.</summary>
public static class MessageAttributes
{
    public const string Source = "source";
    public const string EventType = "event_type";

    /// <summary>RFC 3339, UTC.</summary>
    public const string EventTs = "event_ts";

    /// <summary><see href="https://www.w3.org/TR/trace-context/">W3C Trace Context</see> of the publishing.</summary>
    public const string TraceParent = "traceparent";

    /// <summary><c>gzip</c> where the data is a gzipped envelope. For people: readers go by the data's first bytes.</summary>
    public const string ContentEncoding = "content_encoding";

    /// <summary><c>true</c> makes a writer with <c>DLQ_TEST_ENABLED=true</c> fail: a drill of the dead-letter path.</summary>
    public const string DeadLetterTest = "dlq_test";

    /// <summary>The drill that made the message: its failures are deliberate and raise no alert.</summary>
    public const string DrillId = "drill_id";

    /// <summary>How often the message was replayed, from 1. Dead-letter forwarding keeps it, so it goes on counting.</summary>
    public const string ReplayCount = "replay_count";

    /// <summary>Pub/Sub's id of the message as it was first published; dead letters keep their identity by it.</summary>
    public const string OriginalMessageId = "original_message_id";

    /// <summary>When Pub/Sub first took the message; RFC 3339, UTC.</summary>
    public const string OriginalPublishTime = "original_publish_time";

    /// <summary>
    /// The snapshot that the message's stations belong to (an INT64 in decimal digits), if the message isn't the one from which the
    /// snapshot's id was computed: some of its stations again, or its payload from a table that keeps meaning but not bytes. Curation then
    /// writes row by row what is missing.
    /// </summary>
    public const string SnapshotId = "snapshot_id";

    /// <summary><see cref="Curation"/> where only curation is meant: the raw path has the event already and skips it.</summary>
    public const string ReplayFor = "replay_for";

    /// <summary>The value of <see cref="ReplayFor"/>.</summary>
    public const string Curation = "curation";
}
