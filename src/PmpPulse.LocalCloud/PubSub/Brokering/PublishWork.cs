using System.Globalization;
using Google.Cloud.PubSub.V1;
using Google.Protobuf;
using PmpPulse.LocalCloud.PubSub.Delivery;
using PmpPulse.LocalCloud.PubSub.MessageLog;

namespace PmpPulse.LocalCloud.PubSub.Brokering;

/// <summary>Writes the messages of one publish request, then passes them to the topic's subscriptions.</summary>
internal sealed class PublishWork : LogWork
{
    private readonly BrokerTopic _topic;
    private readonly byte[][] _bodies;
    private readonly string[]? _keys;
    private readonly MessageCache _cache;
    private readonly TimeProvider _clock;
    private LogEntry[]? _entries;
    private long _firstId;
    private long _publishTime;

    /// <param name="messages">Changed, and not used later.</param>
    public PublishWork(BrokerTopic topic, IReadOnlyList<PubsubMessage> messages, MessageCache cache, TimeProvider clock)
    {
        _topic = topic;
        _cache = cache;
        _clock = clock;
        _bodies = new byte[messages.Count][];
        for (var i = 0; i < messages.Count; i++)
        {
            // the service sets these, whatever the publisher sent
            messages[i].MessageId = "";
            messages[i].PublishTime = null;
            _bodies[i] = messages[i].ToByteArray();
            if (messages[i].OrderingKey is { Length: > 0 } key) (_keys ??= new string[messages.Count])[i] = key;
        }
    }

    /// <summary>The message ids in order, available when <see cref="LogWork.Done"/> completes.</summary>
    public IEnumerable<string> MessageIds =>
        Enumerable.Range(0, _bodies.Length).Select(i => (_firstId + i).ToString(CultureInfo.InvariantCulture));

    public override void Apply(LogTransaction transaction)
    {
        _firstId = transaction.TakeIds(_bodies.Length);
        if (!_topic.Keeps) return;
        _publishTime = transaction.PublishTime(Micros.From(_clock.GetUtcNow()));
        _entries = new LogEntry[_bodies.Length];
        for (var i = 0; i < _bodies.Length; i++)
        {
            var (body, key, id) = (_bodies[i], _keys?[i], _firstId + i);
            transaction.InsertMessage(id, _topic.Id, _publishTime, key, body);
            _entries[i] = new LogEntry(id, body.Length, _publishTime, key);
        }
    }

    public override void Committed()
    {
        PubSubMeter.Published(_bodies.Length);
        if (_entries is null) return;
        _cache.Add(_firstId, _bodies, _publishTime);
        _topic.OnPublished(_entries);
    }
}
