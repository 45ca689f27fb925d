using Google.Cloud.PubSub.V1;
using Google.Protobuf;
using Grpc.Core;
using PmpPulse.LocalCloud.PubSub.Errors;
using PmpPulse.LocalCloud.PubSub.MessageLog;
using PmpPulse.LocalCloud.PubSub.Resources;

namespace PmpPulse.LocalCloud.PubSub.Brokering;

internal sealed partial class Broker
{
    private bool Exports => _sink is not null;

    /// <summary>Creates a subscription. It receives messages published from now on.</summary>
    public Task<Subscription> CreateSubscriptionAsync(Subscription asked, CancellationToken cancellationToken)
    {
        var resource = SubscriptionRules.Normalize(asked, Exports);
        return AdministerAsync(
            async () =>
            {
                if (_subscriptions.ContainsKey(resource.Name)) throw PubSubErrors.AlreadyExists(resource.Name);
                var topic = Topic(resource.Topic);
                CheckDeadLetterTopic(resource);
                CheckTable(resource);
                resource.TopicMessageRetentionDuration = topic.Resource.MessageRetentionDuration;
                var record = new SubscriptionRecord(0, resource, 0, 0);
                await WriteAsync(
                    log => record = Insert(log, topic, resource),
                    () =>
                    {
                        var subscription = new BrokerSubscription(record, topic.Id, record.AckedTo, _services);
                        _subscriptions[resource.Name] = subscription;
                        topic.Attach(subscription);
                    });
                OnSubscriptionsChanged();
                return resource;
            },
            cancellationToken);
    }

    public Task<Subscription> UpdateSubscriptionAsync(UpdateSubscriptionRequest request, CancellationToken cancellationToken)
    {
        if (request.Subscription is null)
        {
            throw PubSubErrors.InvalidArgument("The subscription in the UpdateSubscriptionRequest must be set.");
        }

        return ChangeAsync(request.Subscription.Name, current => SubscriptionRules.Update(current, request, Exports), cancellationToken);
    }

    public Task ModifyPushConfigAsync(string name, PushConfig? push, CancellationToken cancellationToken)
    {
        var normalized = SubscriptionRules.NormalizePush(push);
        return ChangeAsync(
            name,
            current => SubscriptionRules.Normalize(new Subscription(current) { PushConfig = normalized }, Exports),
            cancellationToken);
    }

    public Task DeleteSubscriptionAsync(string name, CancellationToken cancellationToken) =>
        AdministerAsync(
            async () =>
            {
                var subscription = Subscription(name);
                await WriteAsync(
                    log => log.Connection.Execute(
                        "DELETE FROM subscriptions WHERE id=$1; DELETE FROM acks WHERE subscription=$1; DELETE FROM failures WHERE subscription=$1",
                        subscription.Id),
                    () =>
                    {
                        _subscriptions.TryRemove(name, out _);
                        foreach (var topic in _topics.Values) topic.Detach(subscription);
                    });
                subscription.Close(PubSubErrors.NotFound(name));
                OnSubscriptionsChanged();
                return true;
            },
            cancellationToken);

    /// <summary>A subscription as clients see it, including the state of the table it writes to.</summary>
    public Subscription Describe(Subscription resource)
    {
        if (resource.BigqueryConfig is not { } config || _sink is null) return resource;
        var state = _sink.Check(config).State;
        return new Subscription(resource)
        {
            BigqueryConfig = new BigQueryConfig(config) { State = state },
            State = state == BigQueryConfig.Types.State.Active
                ? Google.Cloud.PubSub.V1.Subscription.Types.State.Active
                : Google.Cloud.PubSub.V1.Subscription.Types.State.ResourceError,
        };
    }

    /// <summary>A project's subscriptions by name.</summary>
    public IEnumerable<Subscription> SubscriptionsOf(string project) =>
        _subscriptions.Values.Select(s => s.Resource).Where(s => BelongsTo(s.Name, project)).OrderBy(s => s.Name, StringComparer.Ordinal);

    private Task<Subscription> ChangeAsync(string name, Func<Subscription, Subscription> change, CancellationToken cancellationToken) =>
        AdministerAsync(
            async () =>
            {
                var subscription = Subscription(name);
                var updated = change(subscription.Resource);
                // an existing fault must not prevent changes to other fields
                if (!Equals(updated.DeadLetterPolicy, subscription.Resource.DeadLetterPolicy)) CheckDeadLetterTopic(updated);
                if (!Equals(updated.BigqueryConfig, subscription.Resource.BigqueryConfig)) CheckTable(updated);
                await WriteAsync(log => Save(log, subscription, updated), () => subscription.Configure(updated));
                OnSubscriptionsChanged();
                return updated;
            },
            cancellationToken);

    private void CheckDeadLetterTopic(Subscription resource)
    {
        if (resource.DeadLetterPolicy is { } policy) Topic(policy.DeadLetterTopic);
    }

    /// <exception cref="Grpc.Core.RpcException">
    /// NOT_FOUND: the table does not exist. INVALID_ARGUMENT: it lacks a column, or a column has the wrong type.
    /// </exception>
    private void CheckTable(Subscription resource)
    {
        if (resource.BigqueryConfig is not { } config || _sink?.Check(config) is not { Fault: { } fault } table) return;
        throw PubSubErrors.Of(table.State == BigQueryConfig.Types.State.NotFound ? StatusCode.NotFound : StatusCode.InvalidArgument, fault);
    }

    private static SubscriptionRecord Insert(LogTransaction log, BrokerTopic topic, Subscription resource)
    {
        log.Connection.Execute(
            "INSERT INTO subscriptions(name, topic, resource, acked_to, epoch) VALUES($1, $2, $3, $4, 0)",
            resource.Name, topic.Id, resource.ToByteArray(), log.LastId);
        return new SubscriptionRecord(log.Connection.Scalar("SELECT last_insert_rowid()"), resource, log.LastId, 0);
    }

    private static void Save(LogTransaction log, BrokerSubscription subscription, Subscription resource) =>
        log.Connection.Execute("UPDATE subscriptions SET resource=$2 WHERE id=$1", subscription.Id, resource.ToByteArray());
}
