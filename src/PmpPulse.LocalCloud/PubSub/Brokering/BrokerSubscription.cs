using System.Diagnostics.CodeAnalysis;
using Google.Cloud.PubSub.V1;
using Grpc.Core;
using PmpPulse.LocalCloud.Hosting;
using PmpPulse.LocalCloud.PubSub.Delivery;
using PmpPulse.LocalCloud.PubSub.Errors;
using PmpPulse.LocalCloud.PubSub.MessageLog;
using PmpPulse.LocalCloud.PubSub.Resources;

namespace PmpPulse.LocalCloud.PubSub.Brokering;

/// <summary>
/// The live state of a subscription: a backlog under a lock. It is fed with messages as they are published and, when it is behind, from the
/// log. Leases and delays are in memory, acknowledgements in the log.
/// </summary>
internal sealed partial class BrokerSubscription : IDisposable
{
    // only this much of a backlog is in memory; the rest is read from the log when needed
    private const int MaxLive = 20_000;
    private const int LowWater = 500;
    private const int ReadBatchSize = 2_000;

    // messages that wait behind their ordering key must not hide those of other keys
    private const int MaxParked = 200_000;

    private readonly Lock _lock = new();
    private readonly Signal _changed = new();
    private readonly BrokerServices _services;
    private readonly ITimer _timer;
    private readonly long _id;
    private Subscription _resource;
    private Backlog _backlog;
    private long _epoch;
    private long _head;
    private long _lastUsed;
    private int _users;
    private bool _behind = true;
    private bool _reading;
    private long _timerDue = long.MaxValue;
    private RpcException? _closed;

    /// <param name="topicId">The log's number of its topic, which may have been deleted.</param>
    /// <param name="head">The highest existing message id.</param>
    public BrokerSubscription(SubscriptionRecord record, long topicId, long head, BrokerServices services)
    {
        _id = record.Id;
        _resource = record.Resource;
        _epoch = record.Epoch;
        _head = head;
        _services = services;
        TopicId = topicId;
        _backlog = new Backlog(SubscriptionRules.Backlog(_resource), record.AckedTo);
        _timer = services.Clock.CreateTimer(
            static state => ((BrokerSubscription)state!).OnTimer(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _lastUsed = Now;
    }

    /// <summary>Its number in the log.</summary>
    public long Id => _id;

    /// <summary>The log's number of its topic, kept after the topic is deleted.</summary>
    public long TopicId { get; }

    public string Name => Resource.Name;

    /// <summary>Shared; do not modify.</summary>
    public Subscription Resource
    {
        get
        {
            lock (_lock) return _resource;
        }
    }

    /// <summary>
    /// When it was last active, in microseconds, for its expiration policy. Activity is an open pull or stream, an acknowledgement, a
    /// successful push or export, or a change. Time while LocalCloud was down doesn't count.
    /// </summary>
    public long LastUsed
    {
        get
        {
            lock (_lock) return _users > 0 ? Now : _lastUsed;
        }
    }

    /// <summary>How long acknowledged messages can be restored by a seek; null if they can't.</summary>
    public TimeSpan? RetainsAcked
    {
        get
        {
            var resource = Resource;
            var topic = resource.TopicMessageRetentionDuration?.ToTimeSpan();
            if (!resource.RetainAckedMessages) return topic;
            var own = resource.MessageRetentionDuration.ToTimeSpan();
            return topic > own ? topic : own;
        }
    }

    /// <summary>Completes when a waiting consumer may be able to continue, including after a change of settings.</summary>
    public Task Changed => _changed.Next;

    private long Now => Micros.From(_services.Clock.GetUtcNow());

    /// <summary>Marks the subscription as in use until disposed.</summary>
    public IDisposable Use()
    {
        lock (_lock) _users++;
        return new User(this);
    }

    /// <summary>The number of unacknowledged messages and the age of the oldest, according to the log.</summary>
    public (long Messages, TimeSpan OldestAge) ReadBacklog()
    {
        var (messages, oldest) = _services.Reader.ReadBacklog(_id, TopicId);
        return (messages, oldest is null ? TimeSpan.Zero : Micros.ToTimeSpan(Math.Max(0, Now - oldest.Value)));
    }

    /// <summary>Applies changed settings.</summary>
    public void Configure(Subscription resource)
    {
        lock (_lock)
        {
            _lastUsed = Now;
            _resource = resource;
            _backlog.Configure(SubscriptionRules.Backlog(resource));
        }

        _changed.Set();
    }

    /// <summary>Restarts after a seek.</summary>
    public void Reset(long ackedTo, long epoch)
    {
        lock (_lock)
        {
            _backlog.Abandon();
            _backlog = new Backlog(SubscriptionRules.Backlog(_resource), ackedTo);
            _epoch = epoch;
            _behind = true;
            _lastUsed = Now;
        }

        _changed.Set();
    }

    /// <summary>Fails all waiting and later calls with <paramref name="reason"/>.</summary>
    public void Close(RpcException reason)
    {
        lock (_lock) _closed ??= reason;
        _changed.Set();
        _timer.Dispose();
    }

    public void Dispose() => Close(PubSubErrors.Unavailable());

    /// <summary>Called when messages of its topic were committed.</summary>
    public void OnPublished(IReadOnlyList<LogEntry> messages)
    {
        lock (_lock)
        {
            _head = messages[^1].Id;
            if (_behind || _backlog.Waiting >= MaxLive)
            {
                _behind = true;
            }
            else
            {
                foreach (var message in messages) _backlog.Append(message);
            }
        }

        _changed.Set();
    }

    /// <summary>Waits until messages can be delivered, and delivers them.</summary>
    /// <param name="ackDeadline">Null means the subscription's.</param>
    /// <exception cref="RpcException">NOT_FOUND: the subscription was deleted. UNAVAILABLE: LocalCloud is stopping.</exception>
    public async ValueTask<IReadOnlyList<ReceivedMessage>> TakeAsync(
        Consumer consumer, int maxMessages, long maxBytes, TimeSpan? ackDeadline, CancellationToken cancellationToken)
    {
        while (true)
        {
            var changed = _changed.Next;
            if (TryTake(consumer, maxMessages, maxBytes, ackDeadline) is { Count: > 0 } messages) return messages;
            await changed.WaitAsync(cancellationToken);
        }
    }

    /// <summary>The same for push and export; null if the subscription was deleted or LocalCloud is stopping.</summary>
    public async ValueTask<IReadOnlyList<ReceivedMessage>?> TakeUnlessClosedAsync(
        Consumer consumer, int maxMessages, long maxBytes, TimeSpan ackDeadline, CancellationToken cancellationToken)
    {
        try
        {
            return await TakeAsync(consumer, maxMessages, maxBytes, ackDeadline, cancellationToken);
        }
        catch (RpcException exception) when (exception.StatusCode is StatusCode.NotFound or StatusCode.Unavailable)
        {
            return null;
        }
    }

    /// <summary>Delivers the messages that can be delivered now.</summary>
    public IReadOnlyList<ReceivedMessage> TryTake(Consumer consumer, int maxMessages, long maxBytes, TimeSpan? ackDeadline)
    {
        List<Delivered> delivered = [];
        long epoch;
        bool counts;
        do
        {
            // until a message is found or the whole log has been read
            var read = ReadAhead(LowWater);
            lock (_lock)
            {
                if (_closed is { } closed) throw PubSubErrors.Of(closed.StatusCode, closed.Status.Detail);
                var now = Now;
                var deadline = ackDeadline ?? TimeSpan.FromSeconds(_resource.AckDeadlineSeconds);
                _backlog.Advance(now);
                _backlog.Take(consumer, maxMessages, maxBytes, Micros.From(deadline), now, delivered);
                epoch = _epoch;
                counts = _resource.DeadLetterPolicy is not null;
                ScheduleTimer();
            }

            if (!read && (delivered.Count > 0 || !consumer.HasRoom || !ReadAhead(MaxParked))) break;
        }
        while (delivered.Count == 0);

        ForwardDeadLetters();
        return Load(delivered, epoch, counts);
    }

    private List<ReceivedMessage> Load(List<Delivered> delivered, long epoch, bool counts)
    {
        if (delivered.Count == 0) return [];
        PubSubMeter.Delivered(delivered.Count);
        var messages = new List<ReceivedMessage>(delivered.Count);
        foreach (var one in delivered)
        {
            if (_services.Reader.ReadMessage(one.Id) is not { } message)
            {
                // retention removed it after it was selected
                Acknowledge([new AckId(_id, epoch, one.Id, one.Lease)]);
                continue;
            }

            messages.Add(new ReceivedMessage
            {
                AckId = new AckId(_id, epoch, one.Id, one.Lease).ToString(),
                Message = message,
                DeliveryAttempt = counts ? one.Attempt : 0,
            });
        }

        return messages;
    }

    /// <summary>
    /// Reads further in the log if it is behind and fewer than <paramref name="low"/> messages are waiting. True if it read any.
    /// </summary>
    private bool ReadAhead(int low)
    {
        Backlog backlog;
        long after, upTo;
        lock (_lock)
        {
            if (!_behind || _reading || _backlog.Waiting >= low) return false;
            _reading = true;
            backlog = _backlog;
            after = backlog.Cursor;
            upTo = _head;
        }

        List<LogEntry>? entries = null;
        try
        {
            entries = _services.Reader.ReadEntries(_id, TopicId, after, upTo, ReadBatchSize);
        }
        finally
        {
            lock (_lock)
            {
                _reading = false;
                // a seek may have replaced the backlog during the read
                if (entries is not null && backlog == _backlog) Fill(entries, upTo);
            }

            _changed.Set();
        }

        return entries.Count > 0;
    }

    private void Fill(List<LogEntry> entries, long upTo)
    {
        foreach (var entry in entries) _backlog.Append(entry);
        if (entries.Count == ReadBatchSize) return;
        _backlog.SkipTo(upTo);
        _behind = _head > upTo;
    }

    [SuppressMessage("Design", "CA1031", Justification = "An exception in a timer callback would end the process.")]
    private void OnTimer()
    {
        try
        {
            lock (_lock)
            {
                if (_closed is not null) return;
                _timerDue = long.MaxValue;
                _backlog.Advance(Now);
                ScheduleTimer();
            }

            ForwardDeadLetters();
        }
        catch (Exception exception)
        {
            Log.UnhandledException(_services.Logger, exception, Name);
        }

        _changed.Set();
    }

    /// <summary>Sets the timer to the next end of a lease or delay; the lock must be held.</summary>
    private void ScheduleTimer()
    {
        if (_closed is not null || _backlog.NextDue is not { } due || due >= _timerDue) return;
        _timerDue = due;
        // timers use whole milliseconds: rounding down would fire too early and find nothing
        var wait = Micros.ToTimeSpan(Math.Max(0, due - Now)) + TimeSpan.FromMilliseconds(1);
        _timer.Change(wait, Timeout.InfiniteTimeSpan);
    }

    private sealed class User(BrokerSubscription subscription) : IDisposable
    {
        public void Dispose()
        {
            lock (subscription._lock)
            {
                subscription._users--;
                subscription._lastUsed = subscription.Now;
            }
        }
    }
}
