using Google.Cloud.PubSub.V1;
using PmpPulse.LocalCloud.PubSub.MessageLog;

namespace PmpPulse.LocalCloud.PubSub.Brokering;

/// <summary>A topic as it lives in the broker. Its subscriptions change on the log's thread or before that runs.</summary>
internal sealed class BrokerTopic(long id, Topic resource)
{
    private volatile Topic _resource = resource;
    private volatile BrokerSubscription[] _subscriptions = [];

    /// <summary>Its number in the log, which a later topic of the same name doesn't share.</summary>
    public long Id => id;

    public string Name => _resource.Name;

    /// <summary>Shared: don't change it.</summary>
    public Topic Resource
    {
        get => _resource;
        set => _resource = value;
    }

    public IReadOnlyList<BrokerSubscription> Subscriptions => _subscriptions;

    /// <summary>Whether any subscription, now or later, could read what is published now; if not, it isn't stored.</summary>
    public bool Keeps => _subscriptions.Length > 0 || _resource.MessageRetentionDuration is not null;

    public void Attach(BrokerSubscription subscription) => _subscriptions = [.. _subscriptions, subscription];

    public void Detach(BrokerSubscription subscription) => _subscriptions = [.. _subscriptions.Where(s => s != subscription)];

    /// <summary>Gives what was committed to every subscription.</summary>
    public void OnPublished(IReadOnlyList<LogEntry> messages)
    {
        foreach (var subscription in _subscriptions) subscription.OnPublished(messages);
    }
}
