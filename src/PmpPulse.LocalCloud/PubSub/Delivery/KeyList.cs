namespace PmpPulse.LocalCloud.PubSub.Delivery;

/// <summary>Keys that have something to deliver, first come first served. A key stands in one list at a time.</summary>
internal sealed class KeyList
{
    private readonly Queue<(KeyQueue Queue, int Ticket)> _queue = new();

    /// <summary>Places in the list, stale ones included.</summary>
    public int Count => _queue.Count;

    public void Add(KeyQueue queue)
    {
        queue.ListedIn = this;
        _queue.Enqueue((queue, ++queue.Ticket));
    }

    /// <summary>Takes the next place off the list: a key, or null where that key has since been listed elsewhere or dropped.</summary>
    public KeyQueue? Dequeue()
    {
        var (queue, ticket) = _queue.Dequeue();
        if (queue.Ticket != ticket || queue.ListedIn != this) return null;
        queue.ListedIn = null;
        return queue;
    }
}
