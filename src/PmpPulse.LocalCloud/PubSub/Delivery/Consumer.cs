namespace PmpPulse.LocalCloud.PubSub.Delivery;

/// <summary>Somebody who takes messages: a stream, one pull call, or the push of a subscription. Guarded by the subscription's lock.</summary>
/// <param name="maxMessages">Messages it may hold unacknowledged.</param>
/// <param name="maxBytes">Bytes it may hold; a single message may exceed them.</param>
internal sealed class Consumer(long maxMessages = long.MaxValue, long maxBytes = long.MaxValue)
{
    /// <summary>Whether more of an ordering key may be delivered while earlier messages of it are out with this same consumer.</summary>
    public bool KeepsKeys { get; init; }

    /// <summary>At most one message of an ordering key at a time, as push has it.</summary>
    public bool OnePerKey { get; init; }

    /// <summary>Changes as push opens and closes its window.</summary>
    public long MaxMessages { get; set; } = maxMessages;

    /// <summary>Messages delivered and not yet acknowledged, nacked or expired.</summary>
    public long Messages { get; private set; }

    public long Bytes { get; private set; }

    public bool HasRoom => Messages < MaxMessages && (Messages == 0 || Bytes < maxBytes);

    /// <summary>Keys this consumer holds messages of, with more to be had.</summary>
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
