namespace PmpPulse.LocalCloud.PubSub.Delivery;

/// <summary>A receiver of messages: a stream, a pull call, or a subscription's push. Guarded by the subscription's lock.</summary>
/// <param name="maxMessages">Limit on unacknowledged messages.</param>
/// <param name="maxBytes">Limit on unacknowledged bytes. A single message may exceed it.</param>
internal sealed class Consumer(long maxMessages = long.MaxValue, long maxBytes = long.MaxValue)
{
    /// <summary>Whether it may receive more of an ordering key while it still holds earlier messages of that key.</summary>
    public bool KeepsKeys { get; init; }

    /// <summary>Whether it receives at most one message of an ordering key at a time, as push does.</summary>
    public bool OnePerKey { get; init; }

    /// <summary>Changes as the push window opens and closes.</summary>
    public long MaxMessages { get; set; } = maxMessages;

    /// <summary>The number of messages that were delivered and not yet acknowledged, nacked or expired.</summary>
    public long Messages { get; private set; }

    public long Bytes { get; private set; }

    public bool HasRoom => Messages < MaxMessages && (Messages == 0 || Bytes < maxBytes);

    /// <summary>Ordering keys of which this consumer holds messages, and of which there are more.</summary>
    public KeyList Keys { get; } = new();

    public bool Fits(int size) => Messages == 0 || (Messages < MaxMessages && Bytes + size <= maxBytes);

    public void Hold(int size)
    {
        Messages++;
        Bytes += size;
    }

    public void Release(int size)
    {
        Messages--;
        Bytes -= size;
    }
}
