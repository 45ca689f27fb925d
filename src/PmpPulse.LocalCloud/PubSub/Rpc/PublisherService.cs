using Google.Cloud.PubSub.V1;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using PmpPulse.LocalCloud.PubSub.Brokering;
using PmpPulse.LocalCloud.PubSub.Errors;

namespace PmpPulse.LocalCloud.PubSub.Rpc;

/// <summary>google.pubsub.v1.Publisher.</summary>
internal sealed class PublisherService(Broker broker) : Publisher.PublisherBase
{
    public override Task<Topic> CreateTopic(Topic request, ServerCallContext context) =>
        broker.CreateTopicAsync(request, context.CancellationToken);

    public override Task<Topic> UpdateTopic(UpdateTopicRequest request, ServerCallContext context) =>
        broker.UpdateTopicAsync(request, context.CancellationToken);

    public override async Task<PublishResponse> Publish(PublishRequest request, ServerCallContext context)
    {
        MessageRules.Check(request);
        var ids = await broker.PublishAsync(request.Topic, request.Messages, context.CancellationToken);
        return new PublishResponse { MessageIds = { ids } };
    }

    public override Task<Topic> GetTopic(GetTopicRequest request, ServerCallContext context) =>
        Task.FromResult(broker.Topic(request.Topic).Resource);

    public override Task<ListTopicsResponse> ListTopics(ListTopicsRequest request, ServerCallContext context)
    {
        var (page, next) = NamePaging.Page(broker.TopicsOf(request.Project), topic => topic.Name, request.PageSize, request.PageToken);
        return Task.FromResult(new ListTopicsResponse { Topics = { page }, NextPageToken = next });
    }

    public override Task<ListTopicSubscriptionsResponse> ListTopicSubscriptions(
        ListTopicSubscriptionsRequest request, ServerCallContext context)
    {
        var names = broker.Topic(request.Topic).Subscriptions.Select(s => s.Name).Order(StringComparer.Ordinal);
        var (page, next) = NamePaging.Page(names, name => name, request.PageSize, request.PageToken);
        return Task.FromResult(new ListTopicSubscriptionsResponse { Subscriptions = { page }, NextPageToken = next });
    }

    public override Task<ListTopicSnapshotsResponse> ListTopicSnapshots(ListTopicSnapshotsRequest request, ServerCallContext context)
    {
        var topic = broker.Topic(request.Topic).Name;
        var names = broker.Snapshots().Where(snapshot => snapshot.Topic == topic).Select(snapshot => snapshot.Name);
        var (page, next) = NamePaging.Page(names, name => name, request.PageSize, request.PageToken);
        return Task.FromResult(new ListTopicSnapshotsResponse { Snapshots = { page }, NextPageToken = next });
    }

    public override async Task<Empty> DeleteTopic(DeleteTopicRequest request, ServerCallContext context)
    {
        await broker.DeleteTopicAsync(request.Topic, context.CancellationToken);
        return new Empty();
    }

    public override Task<DetachSubscriptionResponse> DetachSubscription(DetachSubscriptionRequest request, ServerCallContext context) =>
        throw PubSubErrors.Unsupported("DetachSubscription");
}
