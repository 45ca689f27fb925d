using System.Diagnostics.CodeAnalysis;

namespace PmpPulse.LocalCloud.PubSub.MessageLog;

/// <summary>
/// Recent messages as they are in the log, so that delivering them needs no read from disk. The oldest are evicted first. They are kept
/// encoded: a decoded message of 100 bytes takes 600 as objects, which the garbage collector would trace for as long as they are here.
/// </summary>
internal sealed class MessageCache(long capacityBytes)
{
    // an array's header and the entries in the dictionary and the queue
    private const int Overhead = 120;

    private readonly Lock _lock = new();
    private readonly Dictionary<long, LoggedMessage> _messages = [];
    private readonly Queue<long> _order = new();
    private long _bytes;

    /// <summary>Adds messages with consecutive ids.</summary>
    public void Add(long firstId, byte[][] bodies, long publishTime)
    {
        lock (_lock)
        {
            for (var i = 0; i < bodies.Length; i++)
            {
                if (!_messages.TryAdd(firstId + i, new LoggedMessage(bodies[i], publishTime))) continue;
                _order.Enqueue(firstId + i);
                _bytes += bodies[i].Length + Overhead;
            }

            while (_bytes > capacityBytes && _order.TryDequeue(out var oldest))
            {
                if (_messages.Remove(oldest, out var removed)) _bytes -= removed.Body.Length + Overhead;
            }
        }
    }

    public bool TryGet(long id, [NotNullWhen(true)] out LoggedMessage? message)
    {
        lock (_lock)
        {
            var found = _messages.TryGetValue(id, out var cached);
            message = found ? cached : null;
            return found;
        }
    }
}
