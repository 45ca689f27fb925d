namespace PmpPulse.LocalCloud.PubSub.Delivery;

/// <summary>A FIFO list of keys with deliverable messages. A key is in at most one list.</summary>
internal sealed class KeyList
{
    private readonly Queue<(KeyQueue Queue, int Ticket)> _queue = new();

    /// <summary>The number of entries, including stale ones.</summary>
    public int Count => _queue.Count;

    public void Add(KeyQueue queue)
    {
        queue.ListedIn = this;
        _queue.Enqueue((queue, ++queue.Ticket));
    }

    /// <summary>Removes the next entry. Null if its key has since been moved to another list or dropped.</summary>
    public KeyQueue? Dequeue()
    {
        var (queue, ticket) = _queue.Dequeue();
        if (queue.Ticket != ticket || queue.ListedIn != this) return null;
        queue.ListedIn = null;
        return queue;
    }
}
