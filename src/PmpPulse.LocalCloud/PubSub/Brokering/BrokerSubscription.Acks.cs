using PmpPulse.LocalCloud.PubSub.Delivery;
using PmpPulse.LocalCloud.PubSub.MessageLog;

namespace PmpPulse.LocalCloud.PubSub.Brokering;

/// <summary>Acknowledgements, and how they reach the log.</summary>
internal sealed partial class BrokerSubscription
{
    private FlushWork? _flush;

    /// <summary>Acknowledges messages; those of another subscription or of before a seek are passed over.</summary>
    /// <returns>Ends when the acknowledgements are on the disk.</returns>
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

    /// <summary>Extends leases, or ends them by a nack (<paramref name="deadline"/> zero). Leases that have ended are passed over.</summary>
    public void ModifyDeadline(IEnumerable<AckId> ackIds, TimeSpan deadline)
    {
        lock (_lock)
        {
            var now = Now;
            foreach (var ackId in ackIds)
            {
                if (ackId.Subscription == _id && ackId.Epoch == _epoch)
                    _backlog.ModifyDeadline(ackId.Message, ackId.Lease, Micros.From(deadline), now);
            }

            _ = Flush();
            ScheduleTimer();
        }

        if (deadline > TimeSpan.Zero) return;
        ForwardDeadLetters();
        _changed.Set();
    }

    /// <summary>Nacks messages, each with a reason that its dead letter will tell. Leases that have ended are passed over.</summary>
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

    /// <summary>Takes deliveries back that failed by no fault of the messages: no attempt is counted.</summary>
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

    /// <summary>A dead letter has reached its topic, or could not.</summary>
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

    /// <summary>Writes what has changed as a part of other work, which rolls it back if it fails.</summary>
    public LogWork NewFlush() => new FlushWork(this);

    /// <summary>Queues what has changed to be written; the lock is held. Calls that come while one waits share it.</summary>
    private Task Flush()
    {
        if (_flush is null)
        {
            if (!_backlog.HasNews || _closed is not null) return Task.CompletedTask;
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
            _services.ForwardDeadLetter(this, new Delivered(entry.Id, entry.Lease, entry.Failures, entry.Size, entry.Reason));
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
                (ackedTo, _acks, _failures) = _backlog.TakeNews();
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
                // after a seek they belong to a backlog that is gone
                if (_backlog == subscription._backlog) _backlog.ReturnNews(_acks, _failures);
            }
        }
    }
}
