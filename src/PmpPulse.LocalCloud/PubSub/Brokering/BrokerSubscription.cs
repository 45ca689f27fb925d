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
/// A subscription as it lives in the broker: its backlog under a lock, fed by the log as messages are published and, where it lags
/// behind, by reading the log. Leases and delays are in memory, acknowledgements in the log.
/// </summary>
internal sealed partial class BrokerSubscription : IDisposable
{
    // of a backlog only this much is in memory; the rest is read from the log as it is needed
    private const int MaxLive = 20_000;
    private const int LowWater = 500;
    private const int ReadAtOnce = 2_000;

    // messages that wait behind their ordering key must not keep those of other keys from being found
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

    /// <param name="topicId">The number of the topic it reads, which may have been deleted.</param>
    /// <param name="head">Highest message id there is.</param>
    public BrokerSubscription(SubscriptionRecord record, long topicId, long head, BrokerServices services)
    {
        _id = record.Id;
        _resource = record.Resource;
        _epoch = record.Epoch;
        _head = head;
        _services = services;
        TopicId = topicId;
        _backlog = new Backlog(SubscriptionRules.Backlog(_resource), record.AckedTo);
        _timer = services.Clock.CreateTimer(static state => ((BrokerSubscription)state!).OnTimer(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _lastUsed = Now;
    }

    /// <summary>Its number in the log.</summary>
    public long Id => _id;

    /// <summary>The number of the topic it reads; kept when that is deleted.</summary>
    public long TopicId { get; }

    public string Name => Resource.Name;

    /// <summary>Shared: don't change it.</summary>
    public Subscription Resource
    {
        get
        {
            lock (_lock) return _resource;
        }
    }

    /// <summary>
    /// When it was last active, microseconds, for its expiration policy: a pull or a stream that is open, an acknowledgement, a push or
    /// an export that succeeded, a change. Time that LocalCloud was down doesn't count.
    /// </summary>
    public long LastUsed
    {
        get
        {
            lock (_lock) return _users > 0 ? Now : _lastUsed;
        }
    }

    /// <summary>How long acknowledged messages can be brought back by a seek; null: not at all.</summary>
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

    /// <summary>Changes whenever something happens that may let a waiting consumer go on; settings included.</summary>
    public Task Changed => _changed.Next;

    private long Now => Micros.From(_services.Clock.GetUtcNow());

    /// <summary>Marks the subscription as being read, until disposed.</summary>
    public IDisposable Use()
    {
        lock (_lock) _users++;
        return new User(this);
    }

    /// <summary>What is not acknowledged, as the log has it: how many messages, and for how long the oldest has waited.</summary>
    public (long Messages, TimeSpan OldestAge) ReadBacklog()
    {
        var (messages, oldest) = _services.Reader.ReadBacklog(_id, TopicId);
        return (messages, oldest is null ? TimeSpan.Zero : Micros.ToTimeSpan(Math.Max(0, Now - oldest.Value)));
    }

    /// <summary>Takes over changed settings.</summary>
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

    /// <summary>Starts over after a seek.</summary>
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

    /// <summary>Ends every waiting and later call with <paramref name="reason"/>.</summary>
    public void Close(RpcException reason)
    {
        lock (_lock) _closed ??= reason;
        _changed.Set();
        _timer.Dispose();
    }

    public void Dispose() => Close(PubSubErrors.Unavailable());

    /// <summary>Messages of its topic were committed.</summary>
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

    /// <summary>Waits until there is something to deliver and delivers it.</summary>
    /// <param name="ackDeadline">Null: the subscription's.</param>
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

    /// <summary>The same for those who deliver by themselves; null where the subscription was deleted, or LocalCloud is stopping.</summary>
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

    /// <summary>Delivers what there is to deliver now.</summary>
    public IReadOnlyList<ReceivedMessage> TryTake(Consumer consumer, int maxMessages, long maxBytes, TimeSpan? ackDeadline)
    {
        List<Delivered> delivered = [];
        long epoch;
        bool counts;
        do
        {
            // until something is found or all of the log has been looked at
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
                // removed by the retention while it was on its way here
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

    /// <summary>Reads on in the log if it is behind and fewer than <paramref name="low"/> messages wait; true if it read something.</summary>
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
            entries = _services.Reader.ReadEntries(_id, TopicId, after, upTo, ReadAtOnce);
        }
        finally
        {
            lock (_lock)
            {
                _reading = false;
                // replaced by a seek while this was read
                if (entries is not null && backlog == _backlog) Fill(entries, upTo);
            }

            _changed.Set();
        }

        return entries.Count > 0;
    }

    private void Fill(List<LogEntry> entries, long upTo)
    {
        foreach (var entry in entries) _backlog.Append(entry);
        if (entries.Count == ReadAtOnce) return;
        _backlog.SkipTo(upTo);
        _behind = _head > upTo;
    }

    [SuppressMessage("Design", "CA1031", Justification = "What a timer throws would end the process.")]
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

    /// <summary>Sets the timer to the next end of a lease or a delay; the lock is held.</summary>
    private void ScheduleTimer()
    {
        if (_closed is not null || _backlog.NextDue is not { } due || due >= _timerDue) return;
        _timerDue = due;
        // timers count whole milliseconds: rounded down it would come too early and find nothing
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
