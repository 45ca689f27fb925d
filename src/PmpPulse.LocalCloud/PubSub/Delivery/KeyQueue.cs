namespace PmpPulse.LocalCloud.PubSub.Delivery;

/// <summary>The messages of one ordering key in publish order, starting with the first unacknowledged one.</summary>
internal sealed class KeyQueue(string key)
{
    private readonly LinkedList<BacklogEntry> _entries = new();

    public string Key => key;

    /// <summary>The first message that is not outstanding; null if all are.</summary>
    public LinkedListNode<BacklogEntry>? Next { get; private set; }

    public BacklogEntry? First => _entries.First?.Value;

    /// <summary>The number of outstanding messages: leased, or being forwarded to the dead-letter topic.</summary>
    public int Outstanding { get; set; }

    /// <summary>The consumer that holds the outstanding messages.</summary>
    public Consumer? Owner { get; set; }

    /// <summary>The end of the key's retry delay in microseconds; 0 if there is none.</summary>
    public long DelayedUntil { get; set; }

    /// <summary>The list of deliverable keys that contains this key; see <see cref="KeyList"/>.</summary>
    public KeyList? ListedIn { get; set; }

    /// <summary>Changes each time the key is listed, which makes earlier list entries stale.</summary>
    public int Ticket { get; set; }

    public void Add(BacklogEntry entry)
    {
        entry.Queue = this;
        entry.Node = _entries.AddLast(entry);
        Next ??= entry.Node;
    }

    /// <summary>Marks <see cref="Next"/> as outstanding.</summary>
    public void Advance()
    {
        Skip();
        Outstanding++;
    }

    /// <summary>Skips <see cref="Next"/>.</summary>
    public void Skip() => Next = Next!.Next;

    /// <summary>Whether the entry was taken for delivery or skipped.</summary>
    public bool IsPast(BacklogEntry entry) => Next is null || entry.Id < Next.Value.Id;

    /// <summary>The messages taken after <paramref name="entry"/>, in order.</summary>
    public IEnumerable<BacklogEntry> TakenAfter(BacklogEntry entry)
    {
        for (var node = entry.Node!.Next; node is not null && node != Next; node = node.Next) yield return node.Value;
    }

    /// <summary>Rewinds to <paramref name="entry"/>, so that it and all later messages are delivered (again).</summary>
    public void RewindTo(BacklogEntry entry) => Next = entry.Node;

    /// <summary>Removes and returns the first message if it is acknowledged.</summary>
    public BacklogEntry? TrimHead()
    {
        if (_entries.First is not { Value.State: DeliveryState.Acked } head) return null;
        if (Next == head) Next = head.Next;
        _entries.RemoveFirst();
        return head.Value;
    }
}
