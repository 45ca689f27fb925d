using PmpPulse.LocalCloud.PubSub.Delivery;
using PmpPulse.LocalCloud.PubSub.MessageLog;

namespace PmpPulse.LocalCloud.PubSub.Brokering;

/// <summary>Acknowledgements and how they are written to the log.</summary>
internal sealed partial class BrokerSubscription
{
    private FlushWork? _flush;

    /// <summary>Acknowledges messages. Ignores those of another subscription or from before a seek.</summary>
    /// <returns>Completes when the acknowledgements are on disk.</returns>
    public Task Acknowledge(IEnumerable<AckId> ackIds)
    {
        Task flushed;
        lock (_lock)
        {
            _lastUsed = Now;
            foreach (var ackId in ackIds)
            {
                if (ackId.Subscription == _id && ackId.Epoch == _epoch && ackId.Message <= _head) _backlog.Ack(ackId.Message);
            }

            flushed = Flush();
        }

        _changed.Set();
        return flushed;
    }

    /// <summary>Extends leases, or nacks messages if <paramref name="deadline"/> is zero. Ignores leases that have ended.</summary>
    public void ModifyDeadline(IEnumerable<AckId> ackIds, TimeSpan deadline)
    {
        lock (_lock)
        {
            var now = Now;
            foreach (var ackId in ackIds)
            {
                if (ackId.Subscription == _id && ackId.Epoch == _epoch)
                {
                    _backlog.ModifyDeadline(ackId.Message, ackId.Lease, Micros.From(deadline), now);
                }

            }

            _ = Flush();
            ScheduleTimer();
        }

        if (deadline > TimeSpan.Zero) return;
        ForwardDeadLetters();
        _changed.Set();
    }

    /// <summary>Nacks messages, each with a reason that its dead letter will contain. Ignores leases that have ended.</summary>
    public void Nack(IEnumerable<(AckId AckId, string Reason)> messages)
    {
        lock (_lock)
        {
            var now = Now;
            foreach (var (ackId, reason) in messages)
            {
                if (ackId.Subscription == _id && ackId.Epoch == _epoch) _backlog.Nack(ackId.Message, ackId.Lease, now, reason);
            }

            _ = Flush();
            ScheduleTimer();
        }

        ForwardDeadLetters();
        _changed.Set();
    }

    /// <summary>Returns messages whose delivery failed through no fault of theirs. No attempt is counted.</summary>
    public void Release(IEnumerable<AckId> ackIds)
    {
        lock (_lock)
        {
            var now = Now;
            foreach (var ackId in ackIds)
            {
                if (ackId.Subscription == _id && ackId.Epoch == _epoch) _backlog.Release(ackId.Message, ackId.Lease, now);
            }
        }

        _changed.Set();
    }

    /// <summary>Completes a dead letter: the message has reached its topic, or could not.</summary>
    public void DeadLettered(Delivered message, bool forwarded, TimeSpan retryAfter)
    {
        lock (_lock)
        {
            if (forwarded) _backlog.Ack(message.Id);
            else _backlog.Return(message.Id, Micros.From(retryAfter), Now);
            _ = Flush();
            ScheduleTimer();
        }

        _changed.Set();
    }

    /// <summary>Work that writes pending changes in the transaction of other work, and is rolled back with it.</summary>
    public LogWork NewFlush() => new FlushWork(this);

    /// <summary>Queues a write of pending changes; the lock must be held. Calls during a queued write share it.</summary>
    private Task Flush()
    {
        if (_flush is null)
        {
            if (!_backlog.HasChanges || _closed is not null) return Task.CompletedTask;
            _flush = new FlushWork(this);
            _services.Writer.Write(_flush);
        }

        return _flush.Done;
    }

    private void ForwardDeadLetters()
    {
        IReadOnlyList<BacklogEntry> deadLetters;
        lock (_lock) deadLetters = _backlog.TakeDeadLetters();
        foreach (var entry in deadLetters)
        {
            _services.ForwardDeadLetter(this, new Delivered(entry.Id, entry.Lease, entry.Failures, entry.Size, entry.Reason));
        }
    }

    /// <summary>Writes a subscription's acknowledgements and failures.</summary>
    private sealed class FlushWork(BrokerSubscription subscription) : LogWork
    {
        private Backlog? _backlog;
        private List<long> _acks = [];
        private List<(long Id, int Failures)> _failures = [];

        public override void Apply(LogTransaction transaction)
        {
            long ackedTo;
            lock (subscription._lock)
            {
                if (subscription._flush == this) subscription._flush = null;
                _backlog = subscription._backlog;
                (ackedTo, _acks, _failures) = _backlog.TakeChanges();
            }

            foreach (var id in _acks) transaction.InsertAck(subscription._id, id);
            foreach (var (id, failures) in _failures) transaction.UpsertFailures(subscription._id, id, failures);
            transaction.UpdateAckedTo(subscription._id, ackedTo);
        }

        public override void RolledBack()
        {
            lock (subscription._lock)
            {
                if (subscription._flush == this) subscription._flush = null;
                // after a seek they belong to a discarded backlog
                if (_backlog == subscription._backlog) _backlog.ReturnChanges(_acks, _failures);
            }
        }
    }
}
