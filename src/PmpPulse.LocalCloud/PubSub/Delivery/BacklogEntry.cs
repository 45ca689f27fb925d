using PmpPulse.LocalCloud.PubSub.MessageLog;

namespace PmpPulse.LocalCloud.PubSub.Delivery;

/// <summary>The state of a message in a subscription's backlog.</summary>
internal enum DeliveryState
{
    /// <summary>Ready for delivery, or, with an ordering key, waiting for its turn.</summary>
    Ready,

    /// <summary>Waiting for its retry delay.</summary>
    Delayed,

    /// <summary>Delivered. The consumer must acknowledge it before <see cref="BacklogEntry.Due"/>.</summary>
    Leased,

    /// <summary>Has used up its attempts and is being forwarded to the dead-letter topic.</summary>
    DeadLettering,

    /// <summary>
    /// Acknowledged. With an ordering key, it remains in the backlog while an earlier message of its key is unacknowledged, because that
    /// one's redelivery repeats it.
    /// </summary>
    Acked,
}

/// <summary>One message of a subscription's backlog.</summary>
internal sealed class BacklogEntry(LogEntry message)
{
    public long Id => message.Id;

    public int Size => message.Size;

    public long PublishTime => message.PublishTime;

    /// <summary>The number of deliveries that ended in a nack or a missed deadline.</summary>
    public int Failures { get; set; } = message.Failures;

    /// <summary>Why its last delivery failed, if the consumer gave a reason.</summary>
    public string? Reason { get; set; }

    public DeliveryState State { get; set; }

    /// <summary>When the lease or delay ends, in microseconds.</summary>
    public long Due { get; set; }

    /// <summary>When the backlog next checks the lease or delay; not after <see cref="Due"/>.</summary>
    public long Watched { get; set; }

    /// <summary>The number of deliveries, which distinguishes ack ids of earlier ones.</summary>
    public int Lease { get; set; }

    /// <summary>The consumer that holds the lease.</summary>
    public Consumer? Holder { get; set; }

    /// <summary>The queue of its ordering key; null on an unordered subscription.</summary>
    public KeyQueue? Queue { get; set; }

    /// <summary>Its place in <see cref="Queue"/>.</summary>
    public LinkedListNode<BacklogEntry>? Node { get; set; }
}
