namespace PmpPulse.LocalCloud.PubSub.Delivery;

/// <summary>Acknowledgements, nacks, leases and dead letters.</summary>
internal sealed partial class Backlog
{
    // leases and delays by the time they end; an entry that was extended stays in place and is rechecked at its old time
    private readonly PriorityQueue<(BacklogEntry? Entry, KeyQueue? Key), long> _due = new();

    // ids in log order, to find the id up to which everything is acknowledged
    private Queue<long> _order = new();

    // acknowledged, with ack ids from before a restart, before they were read from the log
    private readonly HashSet<long> _ackedAhead = [];

    private readonly List<BacklogEntry> _deadLetters = [];
    private List<long> _newAcks = [];
    private List<(long Id, int Failures)> _newFailures = [];

    /// <summary>When the next lease or delay ends, in microseconds; null if there is none.</summary>
    public long? NextDue
    {
        get
        {
            while (_due.TryPeek(out var due, out var at))
            {
                if (!IsCurrent(due.Entry, due.Key, at)) _due.Dequeue();
                else if (due.Entry is { } entry && entry.Due != at) Watch(_due.Dequeue().Entry!);
                else return at;
            }

            return null;
        }
    }

    /// <summary>Whether there are acknowledgements or failures to write.</summary>
    public bool HasChanges => _newAcks.Count > 0 || _newFailures.Count > 0;

    /// <summary>Acknowledges a message, even if its lease has ended. True if that changed anything.</summary>
    public bool Ack(long id)
    {
        if (!_entries.TryGetValue(id, out var entry))
        {
            // on an ordered subscription this would leave a gap in the key's order
            if (id <= Cursor || _options.Ordered || !_ackedAhead.Add(id)) return false;
            _newAcks.Add(id);
            return true;
        }

        if (entry.Queue is { } queue) return AckKeyed(entry, queue);
        LeaveState(entry);
        entry.State = DeliveryState.Acked;
        Retire(entry);
        return true;
    }

    /// <summary>Sets a lease to end <paramref name="deadline"/> from now; 0 is a nack. False if the lease has ended.</summary>
    public bool ModifyDeadline(long id, int lease, long deadline, long now)
    {
        if (!_entries.TryGetValue(id, out var entry) || entry.State != DeliveryState.Leased || entry.Lease != lease) return false;
        if (deadline == 0)
        {
            Fail(entry, now);
            return true;
        }

        var earlier = now + deadline < entry.Due;
        entry.Due = now + deadline;
        if (earlier) Watch(entry);
        return true;
    }

    /// <summary>Nacks a delivery and records the reason. False if its lease has ended.</summary>
    public bool Nack(long id, int lease, long now, string reason)
    {
        if (!_entries.TryGetValue(id, out var entry) || entry.State != DeliveryState.Leased || entry.Lease != lease) return false;
        entry.Reason = reason;
        Fail(entry, now);
        return true;
    }

    /// <summary>Makes a delivered message available again without counting a failure. False if its lease has ended.</summary>
    public bool Release(long id, int lease, long now)
    {
        if (!_entries.TryGetValue(id, out var entry) || entry.State != DeliveryState.Leased || entry.Lease != lease) return false;
        LeaveState(entry);
        PutBack(entry, 0, now);
        return true;
    }

    /// <summary>Ends leases and delays that have expired.</summary>
    public void Advance(long now)
    {
        while (NextDue is { } at && at <= now)
        {
            var (entry, key) = _due.Dequeue();
            if (key is not null)
            {
                key.DelayedUntil = 0;
                List(key);
            }
            else if (entry!.State == DeliveryState.Leased)
            {
                Fail(entry, now);
            }
            else
            {
                entry.State = DeliveryState.Ready;
                _again.Enqueue(entry, entry.Id);
            }
        }
    }

    /// <summary>
    /// Messages that have used up their attempts since the last call. Each must be forwarded, then acknowledged or <see cref="Return"/>ed.
    /// </summary>
    public IReadOnlyList<BacklogEntry> TakeDeadLetters()
    {
        if (_deadLetters.Count == 0) return [];
        BacklogEntry[] taken = [.. _deadLetters];
        _deadLetters.Clear();
        return taken;
    }

    /// <summary>Returns a message that could not be forwarded.</summary>
    public void Return(long id, long delay, long now)
    {
        if (!_entries.TryGetValue(id, out var entry) || entry.State != DeliveryState.DeadLettering) return;
        LeaveState(entry);
        PutBack(entry, delay, now);
    }

    /// <summary>The changes since the last call, to be written to the log.</summary>
    /// <returns>The id up to which everything is acknowledged, and the acknowledged ids beyond it.</returns>
    public (long AckedTo, List<long> Acks, List<(long Id, int Failures)> Failures) TakeChanges()
    {
        while (_order.TryPeek(out var oldest) && !_entries.ContainsKey(oldest)) _order.Dequeue();
        // one unacknowledged message must not retain all later ids
        if (_order.Count > (2 * _entries.Count) + 10_000) _order = new Queue<long>(_order.Where(_entries.ContainsKey));
        var ackedTo = _order.TryPeek(out var first) ? first - 1 : Cursor;
        var acks = _newAcks;
        acks.RemoveAll(id => id <= ackedTo);
        var failures = _newFailures;
        _newAcks = [];
        _newFailures = [];
        return (ackedTo, acks, failures);
    }

    /// <summary>Restores changes that could not be written.</summary>
    public void ReturnChanges(List<long> acks, List<(long Id, int Failures)> failures)
    {
        _newAcks.AddRange(acks);
        _newFailures.AddRange(failures);
    }

    /// <summary>Releases all consumers, because the backlog is being replaced.</summary>
    public void Abandon()
    {
        foreach (var entry in _entries.Values)
        {
            if (entry.State == DeliveryState.Leased) LeaveState(entry);
        }

        // consumers and their key lists outlive the backlog
        foreach (var queue in _keys.Values) queue.ListedIn = null;
    }

    private bool AckKeyed(BacklogEntry entry, KeyQueue queue)
    {
        if (entry.State == DeliveryState.Acked) return false;
        // a later message of a rewound key is delivered again, whether acknowledged or not
        if (!queue.IsPast(entry) && queue.First != entry) return false;
        LeaveState(entry);
        entry.State = DeliveryState.Acked;
        if (queue.First == entry) queue.DelayedUntil = 0;
        Trim(queue);
        List(queue);
        return true;
    }

    /// <summary>Handles a failed delivery: a nack or a missed deadline.</summary>
    private void Fail(BacklogEntry entry, long now)
    {
        LeaveState(entry);
        entry.Failures++;
        if (_options.MaxDeliveryAttempts is not { } most)
        {
            PutBack(entry, _options.Backoff(entry.Failures), now);
            return;
        }

        _newFailures.Add((entry.Id, entry.Failures));
        if (entry.Failures < most)
        {
            PutBack(entry, _options.Backoff(entry.Failures), now);
            return;
        }

        Rewind(entry);
        entry.State = DeliveryState.DeadLettering;
        Waiting--;
        if (entry.Queue is { } queue)
        {
            // the key waits for this message, whichever consumer asks
            queue.Advance();
            queue.Owner = null;
        }

        _deadLetters.Add(entry);
    }

    private void PutBack(BacklogEntry entry, long delay, long now)
    {
        Rewind(entry);
        if (entry.Queue is { } queue)
        {
            if (delay > 0)
            {
                queue.DelayedUntil = now + delay;
                _due.Enqueue((null, queue), queue.DelayedUntil);
            }

            List(queue);
        }
        else if (delay > 0)
        {
            entry.State = DeliveryState.Delayed;
            entry.Due = now + delay;
            Watch(entry);
        }
        else
        {
            _again.Enqueue(entry, entry.Id);
        }
    }

    /// <summary>Makes a message available again, with all later messages of its key, whether acknowledged or not.</summary>
    private void Rewind(BacklogEntry entry)
    {
        entry.State = DeliveryState.Ready;
        Waiting++;
        if (entry.Queue is not { } queue) return;
        foreach (var follower in queue.TakenAfter(entry))
        {
            LeaveState(follower);
            follower.State = DeliveryState.Ready;
            Waiting++;
        }

        queue.RewindTo(entry);
    }

    /// <summary>Removes the message from the counts of its current state.</summary>
    private void LeaveState(BacklogEntry entry)
    {
        switch (entry.State)
        {
            case DeliveryState.Leased:
                entry.Holder!.Release(entry.Size);
                entry.Holder = null;
                if (entry.Queue is { } held) held.Outstanding--;
                break;
            case DeliveryState.DeadLettering:
                if (entry.Queue is { } queue) queue.Outstanding--;
                break;
            case DeliveryState.Ready or DeliveryState.Delayed:
                Waiting--;
                break;
        }
    }

    private void Trim(KeyQueue queue)
    {
        while (queue.TrimHead() is { } acked) Retire(acked);
        if (queue.First is null) _keys.Remove(queue.Key);
    }

    private void Retire(BacklogEntry entry)
    {
        _entries.Remove(entry.Id);
        _newAcks.Add(entry.Id);
    }

    private void Watch(BacklogEntry entry)
    {
        // most leases end with an acknowledgement, and would leave their entry behind
        if (_due.Count > (4 * _entries.Count) + 4096) PruneDue();
        entry.Watched = entry.Due;
        _due.Enqueue((entry, null), entry.Due);
    }

    private void PruneDue()
    {
        var running = _due.UnorderedItems.Where(item => IsCurrent(item.Element.Entry, item.Element.Key, item.Priority)).ToArray();
        _due.Clear();
        _due.EnqueueRange(running);
    }

    private static bool IsCurrent(BacklogEntry? entry, KeyQueue? key, long at) =>
        key is not null
            ? key.DelayedUntil == at
            : entry!.Watched == at && entry.State is (DeliveryState.Leased or DeliveryState.Delayed);
}
