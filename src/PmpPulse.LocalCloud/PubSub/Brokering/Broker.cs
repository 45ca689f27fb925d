using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Threading.RateLimiting;
using Google.Cloud.PubSub.V1;
using Microsoft.Data.Sqlite;
using PmpPulse.LocalCloud.Hosting;
using PmpPulse.LocalCloud.PubSub.Errors;
using PmpPulse.LocalCloud.PubSub.Export;
using PmpPulse.LocalCloud.PubSub.MessageLog;
using PmpPulse.LocalCloud.PubSub.Resources;

namespace PmpPulse.LocalCloud.PubSub.Brokering;

/// <summary>The live state of the topics, subscriptions and snapshots in the log. Administrative changes are serialized.</summary>
internal sealed partial class Broker : IDisposable
{
    public const string FileName = "pubsub.db";

    private const long CacheBytes = 64 * 1024 * 1024;

    // publishers wait while more than this is queued for the disk
    private const int MaxQueuedKilobytes = 256 * 1024;

    private readonly ConcurrentDictionary<string, BrokerTopic> _topics = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, BrokerSubscription> _subscriptions = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, BrokerSnapshot> _snapshots = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim _administration = new(1);
    private readonly MessageCache _cache = new(CacheBytes);
    private readonly LogWriter _writer;
    private readonly LogReader _reader;
    private readonly TimeProvider _clock;
    private readonly BrokerServices _services;
    private readonly ILogger _logger;
    private readonly ITableSink? _sink;
    private readonly RunningTasks _forwarding;

    private readonly ConcurrencyLimiter _queued = new(new ConcurrencyLimiterOptions
    {
        PermitLimit = MaxQueuedKilobytes,
        QueueLimit = int.MaxValue,
        QueueProcessingOrder = QueueProcessingOrder.OldestFirst,
    });

    /// <param name="sink">Null if <c>bigquery_config</c> subscriptions are not supported.</param>
    public Broker(DataDirectory directory, TimeProvider clock, ILogger<Broker> logger, ITableSink? sink = null)
    {
        _sink = sink;
        var file = directory.File(FileName);
        _clock = clock;
        _logger = logger;
        _forwarding = new RunningTasks("dead letters", logger);
        _writer = new LogWriter(file, logger);
        _reader = new LogReader(file, _cache);
        _services = new BrokerServices(_writer, _reader, clock, logger, ForwardDeadLetter);
        Load(_writer.Connection);
        _writer.Start();
    }

    /// <summary>Raised when subscriptions are added or removed, or when one changes how it delivers.</summary>
    public event Action? SubscriptionsChanged;

    public IEnumerable<BrokerSubscription> Subscriptions => _subscriptions.Values;

    /// <summary>Stops deliveries, then writes what is queued.</summary>
    public void Dispose()
    {
        foreach (var subscription in _subscriptions.Values) subscription.Dispose();
        _writer.Dispose();
        _reader.Dispose();
        _queued.Dispose();
        _administration.Dispose();
    }

    /// <summary>Publishes validated messages. Completes when they are on disk.</summary>
    /// <param name="messages">Changed by the call.</param>
    /// <exception cref="Grpc.Core.RpcException">NOT_FOUND: the topic does not exist.</exception>
    public async Task<IEnumerable<string>> PublishAsync(
        string topic, IReadOnlyList<PubsubMessage> messages, CancellationToken cancellationToken)
    {
        var target = Topic(topic);
        var bytes = messages.Sum(message => (long)message.Data.Length);
        using var permit = await _queued.AcquireAsync((int)Math.Min(MaxQueuedKilobytes, (bytes / 1024) + 1), cancellationToken);
        var work = _writer.Write(new PublishWork(target, messages, _cache, _clock));
        await work.Done;
        return work.MessageIds;
    }

    /// <exception cref="Grpc.Core.RpcException">NOT_FOUND.</exception>
    public BrokerTopic Topic(string name) =>
        _topics.TryGetValue(ResourceName.Check(ResourceName.Topics, name), out var topic) ? topic : throw PubSubErrors.NotFound(name);

    /// <exception cref="Grpc.Core.RpcException">NOT_FOUND.</exception>
    public BrokerSubscription Subscription(string name) =>
        _subscriptions.TryGetValue(ResourceName.Check(ResourceName.Subscriptions, name), out var subscription)
            ? subscription
            : throw PubSubErrors.NotFound(name);

    private void Load(SqliteConnection log)
    {
        var byId = new Dictionary<long, BrokerTopic>();
        using (var topics = log.Command("SELECT id, resource FROM topics"))
        using (var rows = topics.ExecuteReader())
        {
            while (rows.Read())
            {
                var topic = new BrokerTopic(rows.GetInt64(0), Google.Cloud.PubSub.V1.Topic.Parser.ParseFrom(rows.GetFieldValue<byte[]>(1)));
                byId.Add(topic.Id, topic);
                _topics[topic.Name] = topic;
            }
        }

        using (var subscriptions = log.Command("SELECT id, topic, resource, acked_to, epoch FROM subscriptions"))
        using (var rows = subscriptions.ExecuteReader())
        {
            while (rows.Read())
            {
                var record = new SubscriptionRecord(
                    rows.GetInt64(0),
                    Google.Cloud.PubSub.V1.Subscription.Parser.ParseFrom(rows.GetFieldValue<byte[]>(2)),
                    rows.GetInt64(3),
                    rows.GetInt64(4));
                var subscription = new BrokerSubscription(record, rows.GetInt64(1), _writer.LastId, _services);
                _subscriptions[subscription.Name] = subscription;
                byId.GetValueOrDefault(subscription.TopicId)?.Attach(subscription);
            }
        }

        using (var snapshots = log.Command("SELECT id, topic, resource FROM snapshots"))
        using (var rows = snapshots.ExecuteReader())
        {
            while (rows.Read())
            {
                var snapshot = new BrokerSnapshot(
                    rows.GetInt64(0), rows.GetInt64(1), Google.Cloud.PubSub.V1.Snapshot.Parser.ParseFrom(rows.GetFieldValue<byte[]>(2)));
                _snapshots[snapshot.Resource.Name] = snapshot;
            }
        }
    }

    /// <summary>Runs one change at a time, so that each sees the result of the previous one.</summary>
    private async Task<T> AdministerAsync<T>(Func<Task<T>> change, CancellationToken cancellationToken)
    {
        await _administration.WaitAsync(cancellationToken);
        try
        {
            return await change();
        }
        finally
        {
            _administration.Release();
        }
    }

    private Task WriteAsync(Action<LogTransaction> apply, Action? committed = null, Action? rolledBack = null) =>
        _writer.Write(new LogAction(apply, committed, rolledBack)).Done;

    [SuppressMessage("Design", "CA1031", Justification = "All listeners are internal. A failing one must not undo the change.")]
    private void OnSubscriptionsChanged()
    {
        try
        {
            SubscriptionsChanged?.Invoke();
        }
        catch (Exception exception)
        {
            Log.UnhandledException(_logger, exception, nameof(SubscriptionsChanged));
        }
    }
}
