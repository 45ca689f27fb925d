namespace PmpPulse.GoogleCloud.PubSub;

/// <summary>The messages of one ordering key, or (with the empty key) all that have none. Guarded by its publisher's lock.</summary>
internal sealed class PublishLane(string orderingKey)
{
    public string OrderingKey { get; } = orderingKey;

    public bool IsOrdered => OrderingKey.Length > 0;

    /// <summary>The batch being filled.</summary>
    public PublishBatch? Current { get; set; }

    /// <summary>Full batches that wait for the one before them.</summary>
    public Queue<PublishBatch> Ready { get; } = new();

    /// <summary>Batches in flight; at most one if order matters.</summary>
    public int InFlight { get; set; }

    /// <summary>Why the key is paused; null when it isn't.</summary>
    public Exception? Failure { get; set; }

    public bool IsIdle => Current is null && Ready.Count == 0 && InFlight == 0 && Failure is null;

    public bool MaySend => Ready.Count > 0 && (!IsOrdered || InFlight == 0);
}
