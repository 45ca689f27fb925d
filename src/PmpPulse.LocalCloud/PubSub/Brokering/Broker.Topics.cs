using Google.Cloud.PubSub.V1;
using Google.Protobuf;
using PmpPulse.LocalCloud.PubSub.Errors;
using PmpPulse.LocalCloud.PubSub.MessageLog;
using PmpPulse.LocalCloud.PubSub.Resources;

namespace PmpPulse.LocalCloud.PubSub.Brokering;

internal sealed partial class Broker
{
    public Task<Topic> CreateTopicAsync(Topic asked, CancellationToken cancellationToken)
    {
        var resource = TopicRules.Normalize(asked);
        return AdministerAsync(
            async () =>
            {
                if (_topics.ContainsKey(resource.Name)) throw PubSubErrors.AlreadyExists(resource.Name);
                long id = 0;
                await WriteAsync(log => id = Insert(log, resource), () => _topics[resource.Name] = new BrokerTopic(id, resource));
                return resource;
            },
            cancellationToken);
    }

    public Task<Topic> UpdateTopicAsync(UpdateTopicRequest request, CancellationToken cancellationToken)
    {
        if (request.Topic is null) throw PubSubErrors.InvalidArgument("The topic in the UpdateTopicRequest must be set.");
        return AdministerAsync(
            async () =>
            {
                var topic = Topic(request.Topic.Name);
                var updated = TopicRules.Update(topic.Resource, request);
                // subscriptions show and apply their topic's retention
                var subscriptions = topic.Subscriptions.ToDictionary(
                    s => s, s => new Subscription(s.Resource) { TopicMessageRetentionDuration = updated.MessageRetentionDuration });
                await WriteAsync(
                    log =>
                    {
                        log.Connection.Execute("UPDATE topics SET resource=$2 WHERE id=$1", topic.Id, updated.ToByteArray());
                        foreach (var (subscription, resource) in subscriptions) Save(log, subscription, resource);
                    },
                    () =>
                    {
                        topic.Resource = updated;
                        foreach (var (subscription, resource) in subscriptions) subscription.Configure(resource);
                    });
                return updated;
            },
            cancellationToken);
    }

    /// <summary>Deletes a topic. Its subscriptions keep their messages and show <c>_deleted-topic_</c> as their topic.</summary>
    public Task DeleteTopicAsync(string name, CancellationToken cancellationToken) =>
        AdministerAsync(
            async () =>
            {
                var topic = Topic(name);
                var orphans = topic.Subscriptions.ToDictionary(
                    s => s, s => new Subscription(s.Resource) { Topic = ResourceName.DeletedTopic, TopicMessageRetentionDuration = null });
                await WriteAsync(
                    log =>
                    {
                        log.Connection.Execute("DELETE FROM topics WHERE id=$1", topic.Id);
                        foreach (var (subscription, orphan) in orphans) Save(log, subscription, orphan);
                    },
                    () =>
                    {
                        _topics.TryRemove(name, out _);
                        foreach (var (subscription, orphan) in orphans)
                        {
                            topic.Detach(subscription);
                            subscription.Configure(orphan);
                        }
                    });
                return true;
            },
            cancellationToken);

    /// <summary>A project's topics by name.</summary>
    public IEnumerable<Topic> TopicsOf(string project) =>
        _topics.Values.Select(topic => topic.Resource).Where(topic => BelongsTo(topic.Name, project))
            .OrderBy(topic => topic.Name, StringComparer.Ordinal);

    private static bool BelongsTo(string name, string project) =>
        name.StartsWith(ResourceName.CheckProject(project), StringComparison.Ordinal) && name[project.Length] == '/';

    private static long Insert(LogTransaction log, Topic resource)
    {
        log.Connection.Execute("INSERT INTO topics(name, resource) VALUES($1, $2)", resource.Name, resource.ToByteArray());
        return log.Connection.Scalar("SELECT last_insert_rowid()");
    }
}
