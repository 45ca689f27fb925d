namespace PmpPulse.LocalCloud.PubSub.Delivery;

/// <summary>The messages of one ordering key, in publish order, from the first one not acknowledged on.</summary>
internal sealed class KeyQueue(string key)
{
    private readonly LinkedList<BacklogEntry> _entries = new();

    public string Key => key;

    /// <summary>The first message not out for delivery, or null where all are.</summary>
    public LinkedListNode<BacklogEntry>? Next { get; private set; }

    public BacklogEntry? First => _entries.First?.Value;

    /// <summary>Messages that are out: leased, or on their way to the dead-letter topic.</summary>
    public int Outstanding { get; set; }

    /// <summary>Who holds what is out.</summary>
    public Consumer? Owner { get; set; }

    /// <summary>The end of the retry delay the key waits for, microseconds; 0 where it waits for none.</summary>
    public long DelayedUntil { get; set; }

    /// <summary>The list of keys with something to deliver that it stands in; see <see cref="KeyList"/>.</summary>
    public KeyList? ListedIn { get; set; }

    /// <summary>Changes with each listing, so that an older place in a list is known to be stale.</summary>
    public int Ticket { get; set; }

    public void Add(BacklogEntry entry)
    {
        entry.Queue = this;
        entry.Node = _entries.AddLast(entry);
        Next ??= entry.Node;
    }

    /// <summary>Takes <see cref="Next"/> out for delivery.</summary>
    public void Advance()
    {
        Skip();
        Outstanding++;
    }

    /// <summary>Passes over <see cref="Next"/>.</summary>
    public void Skip() => Next = Next!.Next;

    /// <summary>Whether the entry has been taken out for delivery (or passed over).</summary>
    public bool IsPast(BacklogEntry entry) => Next is null || entry.Id < Next.Value.Id;

    /// <summary>What was taken out after <paramref name="entry"/>, in order.</summary>
    public IEnumerable<BacklogEntry> TakenAfter(BacklogEntry entry)
    {
        for (var node = entry.Node!.Next; node is not null && node != Next; node = node.Next) yield return node.Value;
    }

    /// <summary>Goes back to <paramref name="entry"/>: it and everything after it is to be delivered (again).</summary>
    public void RewindTo(BacklogEntry entry) => Next = entry.Node;

    /// <summary>Takes the message at the head out of the queue if it is acknowledged.</summary>
    public BacklogEntry? TrimHead()
    {
        if (_entries.First is not { Value.State: DeliveryState.Acked } head) return null;
        if (Next == head) Next = head.Next;
        _entries.RemoveFirst();
        return head.Value;
    }
}
