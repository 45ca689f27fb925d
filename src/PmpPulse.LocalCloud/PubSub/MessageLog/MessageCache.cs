using System.Diagnostics.CodeAnalysis;
using Google.Cloud.PubSub.V1;

namespace PmpPulse.LocalCloud.PubSub.MessageLog;

/// <summary>Caches the newest messages, so that a subscriber that keeps up never reads from disk. The oldest are evicted first.</summary>
internal sealed class MessageCache(long capacityBytes)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<long, (PubsubMessage Message, int Size)> _messages = [];
    private readonly Queue<long> _order = new();
    private long _bytes;

    public void Add(long id, PubsubMessage message, int size)
    {
        lock (_lock)
        {
            if (!_messages.TryAdd(id, (message, size))) return;
            _order.Enqueue(id);
            _bytes += size;
            while (_bytes > capacityBytes && _order.TryDequeue(out var oldest))
            {
                if (_messages.Remove(oldest, out var removed)) _bytes -= removed.Size;
            }
        }
    }

    public bool TryGet(long id, [NotNullWhen(true)] out PubsubMessage? message)
    {
        lock (_lock)
        {
            var found = _messages.TryGetValue(id, out var cached);
            message = cached.Message;
            return found;
        }
    }
}
