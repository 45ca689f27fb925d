using PmpPulse.LocalCloud.PubSub.MessageLog;

namespace PmpPulse.LocalCloud.PubSub.Delivery;

/// <summary>Where a message of a subscription's backlog stands.</summary>
internal enum DeliveryState
{
    /// <summary>Waits to be delivered; with an ordering key, for its turn.</summary>
    Ready,

    /// <summary>Waits for its retry delay to pass.</summary>
    Delayed,

    /// <summary>Delivered; its consumer has until <see cref="BacklogEntry.Due"/> to acknowledge it.</summary>
    Leased,

    /// <summary>Out of attempts, on its way to the dead-letter topic.</summary>
    DeadLettering,

    /// <summary>
    /// Acknowledged. One with an ordering key stays in the backlog while an earlier one of its key is not: that one's redelivery brings it
    /// back.
    /// </summary>
    Acked,
}

/// <summary>One message of a subscription's backlog.</summary>
internal sealed class BacklogEntry(LogEntry message)
{
    public long Id => message.Id;

    public int Size => message.Size;

    public long PublishTime => message.PublishTime;

    /// <summary>Deliveries that ended in a nack or a missed deadline.</summary>
    public int Failures { get; set; } = message.Failures;

    /// <summary>Why its last delivery failed, where the consumer gave a reason.</summary>
    public string? Reason { get; set; }

    public DeliveryState State { get; set; }

    /// <summary>When the lease or the delay ends, microseconds.</summary>
    public long Due { get; set; }

    /// <summary>The end of lease or delay that the backlog looks at next; not after <see cref="Due"/>.</summary>
    public long Watched { get; set; }

    /// <summary>Counts deliveries, so that an ack id of an earlier one is known as such.</summary>
    public int Lease { get; set; }

    /// <summary>Who holds the lease.</summary>
    public Consumer? Holder { get; set; }

    /// <summary>The queue of its ordering key, on an ordered subscription.</summary>
    public KeyQueue? Queue { get; set; }

    /// <summary>Its place in <see cref="Queue"/>.</summary>
    public LinkedListNode<BacklogEntry>? Node { get; set; }
}
