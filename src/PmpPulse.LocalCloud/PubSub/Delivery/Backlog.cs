using System.Diagnostics;
using PmpPulse.LocalCloud.PubSub.MessageLog;

namespace PmpPulse.LocalCloud.PubSub.Delivery;

/// <summary>
/// The state machine of a subscription's backlog: which messages can be delivered to whom, which leases are active, and what is
/// acknowledged. It has no I/O, clock or lock: <c>now</c> (microseconds) is an argument, and the subscription holds its lock.
/// </summary>
/// <param name="ackedTo">All messages up to this id are acknowledged.</param>
internal sealed partial class Backlog(BacklogOptions options, long ackedTo)
{
    private readonly Dictionary<long, BacklogEntry> _entries = [];
    private readonly Dictionary<string, KeyQueue> _keys = [];

    // messages without an ordering key: new ones in order and, before them, redelivered ones by id
    private readonly Queue<BacklogEntry> _fresh = new();
    private readonly PriorityQueue<BacklogEntry, long> _again = new();

    // keys with deliverable messages that no consumer holds; the others are in their consumer's list
    private readonly KeyList _freeKeys = new();

    private BacklogOptions _options = options;
    private bool _freeKeysFirst;

    /// <summary>The highest message id read from the log.</summary>
    public long Cursor { get; private set; } = ackedTo;

    /// <summary>The number of unacknowledged messages in memory.</summary>
    public int Count => _entries.Count;

    /// <summary>The number of messages in memory that wait for a delivery, including those that can't be delivered yet.</summary>
    public int Waiting { get; private set; }

    /// <summary>Applies changed settings. Ordering can't change.</summary>
    public void Configure(BacklogOptions changed) => _options = changed;

    /// <summary>Adds the next message of the log.</summary>
    public void Append(in LogEntry message)
    {
        Debug.Assert(message.Id > Cursor, "messages come in the order of their ids");
        Cursor = message.Id;
        if (_ackedAhead.Remove(message.Id)) return;
        var entry = new BacklogEntry(message);
        _entries.Add(entry.Id, entry);
        _order.Enqueue(entry.Id);
        Waiting++;
        if (_options.Ordered && message.OrderingKey is { } key)
        {
            if (!_keys.TryGetValue(key, out var queue)) _keys.Add(key, queue = new KeyQueue(key));
            queue.Add(entry);
            List(queue);
        }
        else
        {
            _fresh.Enqueue(entry);
        }
    }

    /// <summary>Declares that up to <paramref name="id"/> the log contains only appended messages for this subscription.</summary>
    public void SkipTo(long id)
    {
        if (id <= Cursor) return;
        Cursor = id;
        _ackedAhead.RemoveWhere(ahead => ahead <= id);
    }

    /// <summary>Delivers as much as the consumer accepts, up to <paramref name="maxMessages"/> and <paramref name="maxBytes"/>.</summary>
    public void Take(Consumer consumer, int maxMessages, long maxBytes, long ackDeadline, long now, List<Delivered> into)
    {
        var taking = new Taking(consumer, maxMessages, maxBytes, now + ackDeadline, now, into);
        TakeUnordered(ref taking);
        // alternate: a busy key must not starve the keys that no consumer holds yet
        TakeKeys(_freeKeysFirst ? _freeKeys : consumer.Keys, ref taking);
        TakeKeys(_freeKeysFirst ? consumer.Keys : _freeKeys, ref taking);
        if (taking.Taken > 0) _freeKeysFirst = !_freeKeysFirst;
    }

    private void TakeUnordered(ref Taking taking)
    {
        while (taking.HasRoom)
        {
            var again = _again.TryPeek(out var entry, out _);
            if (!again && !_fresh.TryPeek(out entry)) return;
            if (entry!.State == DeliveryState.Ready && !Expired(entry, taking.Now))
            {
                if (!taking.Fits(entry.Size)) return;
                Lease(entry, ref taking);
            }

            // otherwise it was acknowledged or has expired while waiting
            if (again) _again.Dequeue();
            else _fresh.Dequeue();
        }
    }

    private void TakeKeys(KeyList keys, ref Taking taking)
    {
        for (var left = keys.Count; left > 0 && taking.HasRoom; left--)
        {
            if (keys.Dequeue() is not { } queue) continue;
            TakeKey(queue, ref taking);
            List(queue);
        }
    }

    private void TakeKey(KeyQueue queue, ref Taking taking)
    {
        // outstanding messages belong to one consumer, and a second must not overtake it
        if (queue.DelayedUntil != 0 || (queue.Outstanding > 0 && queue.Owner != taking.Consumer)) return;
        var limit = taking.Consumer.OnePerKey ? 1 - queue.Outstanding : int.MaxValue;
        while (limit > 0 && queue.Next is { Value: var entry } && taking.HasRoom)
        {
            if (Expired(entry, taking.Now)) continue;
            if (!taking.Fits(entry.Size)) return;
            queue.Advance();
            queue.Owner = taking.Consumer;
            Lease(entry, ref taking);
            limit--;
        }
    }

    private void Lease(BacklogEntry entry, ref Taking taking)
    {
        entry.State = DeliveryState.Leased;
        entry.Due = taking.Deadline;
        entry.Lease++;
        entry.Holder = taking.Consumer;
        Waiting--;
        taking.Deliver(entry);
        Watch(entry);
    }

    /// <summary>Drops a message that exceeds the subscription's retention.</summary>
    private bool Expired(BacklogEntry entry, long now)
    {
        if (now - entry.PublishTime <= _options.Retention) return false;
        Waiting--;
        entry.State = DeliveryState.Acked;
        if (entry.Queue is { } queue)
        {
            queue.Skip();
            Trim(queue);
        }
        else
        {
            Retire(entry);
        }

        return true;
    }

    /// <summary>Adds a key to the list of the consumers that may take from it.</summary>
    private void List(KeyQueue queue)
    {
        if (queue.Next is null || queue.DelayedUntil != 0) return;
        if (queue.Outstanding == 0)
        {
            queue.Owner = null;
            if (queue.ListedIn != _freeKeys) _freeKeys.Add(queue);
        }
        else if (queue.Owner is { KeepsKeys: true } owner && queue.ListedIn is null)
        {
            owner.Keys.Add(queue);
        }

        // otherwise it is listed again when its outstanding messages are acknowledged
    }

    /// <summary>The state of one call to <see cref="Take"/>.</summary>
    private ref struct Taking(Consumer consumer, int maxMessages, long maxBytes, long deadline, long now, List<Delivered> into)
    {
        private readonly int _first = into.Count;
        private long _bytes;

        public readonly Consumer Consumer => consumer;

        public readonly long Deadline => deadline;

        public readonly long Now => now;

        public readonly bool HasRoom => Taken < maxMessages && consumer.HasRoom && (Taken == 0 || _bytes < maxBytes);

        public readonly int Taken => into.Count - _first;

        public readonly bool Fits(int size) => consumer.Fits(size) && (Taken == 0 || _bytes + size <= maxBytes);

        public void Deliver(BacklogEntry entry)
        {
            consumer.Hold(entry.Size);
            _bytes += entry.Size;
            into.Add(new Delivered(entry.Id, entry.Lease, entry.Failures + 1, entry.Size));
        }
    }
}
