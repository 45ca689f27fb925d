namespace PmpPulse.Feeds.Rows;

/// <summary>What is odd about a snapshot, and so about each of its rows, whatever its kind: each kind's flags include these.</summary>
[Flags]
public enum SnapshotFlags
{
    None = 0,

    /// <summary>The feed gave no event time: <c>event_ts</c> is the ingestion time.</summary>
    EventTimeMissing = 1 << 0,

    /// <summary>
    /// The event time is more than <see cref="Contracts.Feeds.FeedTime.AheadTolerance"/> after the ingestion time; ages count from the
    /// latter.
    /// </summary>
    EventTimeFuture = 1 << 1,

    /// <summary>The end of the list was not found: the snapshot may lack elements.</summary>
    Truncated = 1 << 2,
}
