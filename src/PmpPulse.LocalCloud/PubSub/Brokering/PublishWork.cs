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
    private readonly IReadOnlyList<PubsubMessage> _messages;
    private readonly byte[][] _bodies;
    private readonly MessageCache _cache;
    private readonly TimeProvider _clock;
    private List<LogEntry>? _entries;
    private long _firstId;

    /// <param name="messages">Owned by the broker from now on, which sets ids and publish times.</param>
    public PublishWork(BrokerTopic topic, IReadOnlyList<PubsubMessage> messages, MessageCache cache, TimeProvider clock)
    {
        _topic = topic;
        _messages = messages;
        _cache = cache;
        _clock = clock;
        _bodies = new byte[messages.Count][];
        for (var i = 0; i < messages.Count; i++)
        {
            // the service sets these, whatever the publisher sent
            messages[i].MessageId = "";
            messages[i].PublishTime = null;
            _bodies[i] = messages[i].ToByteArray();
        }
    }

    /// <summary>The message ids in order, available when <see cref="LogWork.Done"/> completes.</summary>
    public IEnumerable<string> MessageIds =>
        Enumerable.Range(0, _messages.Count).Select(i => (_firstId + i).ToString(CultureInfo.InvariantCulture));

    public override void Apply(LogTransaction transaction)
    {
        _firstId = transaction.TakeIds(_messages.Count);
        if (!_topic.Keeps) return;
        var publishTime = transaction.PublishTime(Micros.From(_clock.GetUtcNow()));
        var timestamp = Micros.ToTimestamp(publishTime);
        _entries = new List<LogEntry>(_messages.Count);
        for (var i = 0; i < _messages.Count; i++)
        {
            var (message, body, id) = (_messages[i], _bodies[i], _firstId + i);
            transaction.InsertMessage(id, _topic.Id, publishTime, body.Length, message.OrderingKey, body);
            message.MessageId = id.ToString(CultureInfo.InvariantCulture);
            message.PublishTime = timestamp;
            _entries.Add(new LogEntry(id, body.Length, publishTime, message.OrderingKey.Length == 0 ? null : message.OrderingKey));
        }
    }

    public override void Committed()
    {
        PubSubMeter.Published(_messages.Count);
        if (_entries is null) return;
        for (var i = 0; i < _messages.Count; i++) _cache.Add(_entries[i].Id, _messages[i], _entries[i].Size);
        _topic.OnPublished(_entries);
    }
}
