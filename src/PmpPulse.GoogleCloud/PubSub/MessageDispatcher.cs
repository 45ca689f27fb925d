using Microsoft.Extensions.Logging;
using PmpPulse.GoogleCloud.Resilience;

namespace PmpPulse.GoogleCloud.PubSub;

/// <summary>Hands messages to the handler: those of one ordering key one after another, all others concurrently.</summary>
internal sealed class MessageDispatcher(
    MessageHandler handler, LeaseKeeper leases, SettlementQueue settlements, FlowGate gate, string subscription, ILogger logger, CancellationToken hardStop)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, Queue<Lease>> _keys = new(StringComparer.Ordinal);
    private readonly WorkCounter _work = new();

    /// <summary>Completes once every dispatched message is answered.</summary>
    public Task WhenIdle() => _work.WhenIdle();

    /// <summary>Takes over a message the gate has let in.</summary>
    public void Dispatch(Lease lease, bool ordered)
    {
        var key = lease.Delivered.Message.OrderingKey;
        if (!ordered || key.Length == 0)
        {
            _work.Run(async () => Settle(lease, await HandleAsync(lease)));
            return;
        }

        lock (_lock)
        {
            if (_keys.TryGetValue(key, out var queue))
            {
                queue.Enqueue(lease);
                return;
            }

            _keys.Add(key, new Queue<Lease>([lease]));
        }

        _work.Run(() => HandleKeyAsync(key));
    }

    /// <summary>Answers a message once; only the first answer counts.</summary>
    public void Settle(Lease lease, Reply reply)
    {
        leases.Remove(lease);
        if (lease.TrySettle())
        {
            settlements.Enqueue(lease.AckId, reply);
            gate.Leave(lease.Size);
        }
    }

    /// <summary>Nacks a message the gate has not let in.</summary>
    public void Refuse(Lease lease)
    {
        leases.Remove(lease);
        if (lease.TrySettle())
        {
            settlements.Enqueue(lease.AckId, Reply.Nack);
        }
    }

    private async Task HandleKeyAsync(string key)
    {
        while (Next(key) is { } lease)
        {
            var reply = await HandleAsync(lease);
            if (reply == Reply.Ack)
            {
                Settle(lease, reply);
                continue;
            }

            // Pub/Sub will deliver the failed message and all after it again; handling those now would put them ahead of it.
            // Taken before the nack goes out, so none of the new deliveries is among them.
            var behind = TakeQueued(key);
            Settle(lease, reply);
            foreach (var follower in behind)
            {
                Settle(follower, Reply.Nack);
            }
        }
    }

    private Lease? Next(string key)
    {
        lock (_lock)
        {
            if (_keys[key].TryDequeue(out var lease))
            {
                return lease;
            }

            _keys.Remove(key);
            return null;
        }
    }

    private List<Lease> TakeQueued(string key)
    {
        lock (_lock)
        {
            var queued = _keys[key].ToList();
            _keys[key].Clear();
            return queued;
        }
    }

    private async Task<Reply> HandleAsync(Lease lease)
    {
        if (hardStop.IsCancellationRequested)
        {
            return Reply.Nack;
        }

        try
        {
            return await handler(lease.Delivered, hardStop);
        }
        catch (OperationCanceledException) when (hardStop.IsCancellationRequested)
        {
            return Reply.Nack;
        }
        catch (Exception exception)
        {
            logger.HandlerFailed(exception, lease.Delivered.Message.MessageId, subscription);
            return Reply.Nack;
        }
    }
}
