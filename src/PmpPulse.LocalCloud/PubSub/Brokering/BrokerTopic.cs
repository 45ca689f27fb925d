using Google.Cloud.PubSub.V1;
using PmpPulse.LocalCloud.PubSub.MessageLog;

namespace PmpPulse.LocalCloud.PubSub.Brokering;

/// <summary>The live state of a topic. Its subscriptions change only on the log's thread, or before that starts.</summary>
internal sealed class BrokerTopic(long id, Topic resource)
{
    private volatile Topic _resource = resource;
    private volatile BrokerSubscription[] _subscriptions = [];

    /// <summary>Its number in the log. A later topic of the same name has a different one.</summary>
    public long Id => id;

    public string Name => _resource.Name;

    /// <summary>Shared; do not modify.</summary>
    public Topic Resource
    {
        get => _resource;
        set => _resource = value;
    }

    public IReadOnlyList<BrokerSubscription> Subscriptions => _subscriptions;

    /// <summary>Whether a current or future subscription could read messages published now. If not, they aren't stored.</summary>
    public bool Keeps => _subscriptions.Length > 0 || _resource.MessageRetentionDuration is not null;

    public void Attach(BrokerSubscription subscription) => _subscriptions = [.. _subscriptions, subscription];

    public void Detach(BrokerSubscription subscription) => _subscriptions = [.. _subscriptions.Where(s => s != subscription)];

    /// <summary>Passes committed messages to every subscription.</summary>
    public void OnPublished(IReadOnlyList<LogEntry> messages)
    {
        foreach (var subscription in _subscriptions) subscription.OnPublished(messages);
    }
}
