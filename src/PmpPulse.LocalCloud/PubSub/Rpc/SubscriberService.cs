using Google.Cloud.PubSub.V1;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using PmpPulse.LocalCloud.PubSub.Brokering;
using PmpPulse.LocalCloud.PubSub.Delivery;
using PmpPulse.LocalCloud.PubSub.Errors;
using PmpPulse.LocalCloud.PubSub.Resources;

namespace PmpPulse.LocalCloud.PubSub.Rpc;

/// <summary>google.pubsub.v1.Subscriber.</summary>
internal sealed class SubscriberService(Broker broker, TimeProvider clock, IHostApplicationLifetime lifetime) : Subscriber.SubscriberBase
{
    // clients usually accept responses up to 4 MB; a single larger message is up to the client
    private const long MaxResponseBytes = 3_500_000;
    private const int MaxPulled = 1000;
    private const int MaxAckIds = 100_000;

    // how long a Pull waits for its first message; Google only documents that the wait is bounded
    private static readonly TimeSpan PullWait = TimeSpan.FromSeconds(20);

    public override async Task<Subscription> CreateSubscription(Subscription request, ServerCallContext context) =>
        broker.Describe(await broker.CreateSubscriptionAsync(request, context.CancellationToken));

    public override Task<Subscription> GetSubscription(GetSubscriptionRequest request, ServerCallContext context) =>
        Task.FromResult(broker.Describe(broker.Subscription(request.Subscription).Resource));

    public override async Task<Subscription> UpdateSubscription(UpdateSubscriptionRequest request, ServerCallContext context) =>
        broker.Describe(await broker.UpdateSubscriptionAsync(request, context.CancellationToken));

    public override Task<ListSubscriptionsResponse> ListSubscriptions(ListSubscriptionsRequest request, ServerCallContext context)
    {
        var (page, next) = NamePaging.Page(broker.SubscriptionsOf(request.Project), s => s.Name, request.PageSize, request.PageToken);
        return Task.FromResult(new ListSubscriptionsResponse { Subscriptions = { page.Select(broker.Describe) }, NextPageToken = next });
    }

    public override async Task<Empty> DeleteSubscription(DeleteSubscriptionRequest request, ServerCallContext context)
    {
        await broker.DeleteSubscriptionAsync(request.Subscription, context.CancellationToken);
        return new Empty();
    }

    public override async Task<Empty> ModifyPushConfig(ModifyPushConfigRequest request, ServerCallContext context)
    {
        await broker.ModifyPushConfigAsync(request.Subscription, request.PushConfig, context.CancellationToken);
        return new Empty();
    }

    public override Task<Empty> ModifyAckDeadline(ModifyAckDeadlineRequest request, ServerCallContext context)
    {
        var subscription = broker.Subscription(request.Subscription);
        var ackIds = ParseAckIds(request.AckIds);
        using var use = subscription.Use();
        subscription.ModifyDeadline(ackIds, AckDeadline(request.AckDeadlineSeconds));
        return Task.FromResult(new Empty());
    }

    public override async Task<Empty> Acknowledge(AcknowledgeRequest request, ServerCallContext context)
    {
        var subscription = broker.Subscription(request.Subscription);
        await subscription.Acknowledge(ParseAckIds(request.AckIds));
        return new Empty();
    }

    public override async Task<PullResponse> Pull(PullRequest request, ServerCallContext context)
    {
        var subscription = broker.Subscription(request.Subscription);
        if (request.MaxMessages <= 0)
        {
            throw PubSubErrors.InvalidArgument(
                $"The value for max_messages is too small. You passed {request.MaxMessages} in the request, but the minimum value is 1.");
        }

        RefusePull(subscription);
        using var use = subscription.Use();
        var consumer = new Consumer();
        var most = Math.Min(request.MaxMessages, MaxPulled);
#pragma warning disable CS0612 // deprecated, and still what every client may send
        if (request.ReturnImmediately) return Answer(subscription, subscription.TryTake(consumer, most, MaxResponseBytes, null), context);
#pragma warning restore CS0612

        using var wait = new CancellationTokenSource(PullWait, clock);
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(
            wait.Token, context.CancellationToken, lifetime.ApplicationStopping);
        try
        {
            return Answer(subscription, await subscription.TakeAsync(consumer, most, MaxResponseBytes, null, ended.Token), context);
        }
        catch (OperationCanceledException) when (!context.CancellationToken.IsCancellationRequested)
        {
            return new PullResponse();
        }
    }

    public override async Task StreamingPull(
        IAsyncStreamReader<StreamingPullRequest> requestStream,
        IServerStreamWriter<StreamingPullResponse> responseStream,
        ServerCallContext context)
    {
        if (!await requestStream.MoveNext(context.CancellationToken))
        {
            throw PubSubErrors.InvalidArgument("The stream ended before its first request.");
        }

        var first = requestStream.Current;
        var subscription = broker.Subscription(first.Subscription);
        RefusePull(subscription);
        using var use = subscription.Use();
        var call = new StreamingPullCall(subscription, first);
        await call.RunAsync(requestStream, responseStream, lifetime.ApplicationStopping, context.CancellationToken);
    }

    public override Task<Snapshot> GetSnapshot(GetSnapshotRequest request, ServerCallContext context) =>
        Task.FromResult(broker.Snapshot(request.Snapshot).Resource);

    public override Task<ListSnapshotsResponse> ListSnapshots(ListSnapshotsRequest request, ServerCallContext context)
    {
        var (page, next) = NamePaging.Page(broker.SnapshotsOf(request.Project), s => s.Name, request.PageSize, request.PageToken);
        return Task.FromResult(new ListSnapshotsResponse { Snapshots = { page }, NextPageToken = next });
    }

    public override Task<Snapshot> CreateSnapshot(CreateSnapshotRequest request, ServerCallContext context) =>
        broker.CreateSnapshotAsync(request, context.CancellationToken);

    public override Task<Snapshot> UpdateSnapshot(UpdateSnapshotRequest request, ServerCallContext context) =>
        broker.UpdateSnapshotAsync(request, context.CancellationToken);

    public override async Task<Empty> DeleteSnapshot(DeleteSnapshotRequest request, ServerCallContext context)
    {
        await broker.DeleteSnapshotAsync(request.Snapshot, context.CancellationToken);
        return new Empty();
    }

    public override async Task<SeekResponse> Seek(SeekRequest request, ServerCallContext context)
    {
        await broker.SeekAsync(request, context.CancellationToken);
        return new SeekResponse();
    }

    internal static TimeSpan AckDeadline(int seconds) =>
        seconds is < 0 or > SubscriptionRules.MaxAckDeadlineSeconds
            ? throw PubSubErrors.InvalidArgument(
                $"Invalid ack deadline given (ack_deadline_seconds={seconds}): it must be between 0 and {SubscriptionRules.MaxAckDeadlineSeconds} seconds.")
            : TimeSpan.FromSeconds(seconds);

    internal static List<AckId> ParseAckIds(IReadOnlyCollection<string> texts)
    {
        if (texts.Count is 0 or > MaxAckIds)
        {
            throw PubSubErrors.InvalidArgument(texts.Count == 0 ? "No ack ids specified." : "Too many ack ids specified.");
        }

        var ackIds = new List<AckId>(texts.Count);
        foreach (var text in texts)
        {
            ackIds.Add(AckId.TryParse(text, out var ackId) ? ackId : throw PubSubErrors.InvalidArgument($"Invalid ack id (ack_id={text})"));
        }

        return ackIds;
    }

    /// <summary>
    /// LocalCloud may notice that a caller has given up only after taking messages for it. They are released at once, so that the next
    /// caller need not wait for the lease to end.
    /// </summary>
    private static PullResponse Answer(BrokerSubscription subscription, IReadOnlyList<ReceivedMessage> messages, ServerCallContext context)
    {
        if (messages.Count > 0)
        {
            context.CancellationToken.Register(() => subscription.Release(ParseAckIds([.. messages.Select(message => message.AckId)])));
        }

        return new PullResponse { ReceivedMessages = { messages } };
    }

    /// <exception cref="RpcException">FAILED_PRECONDITION: the subscription uses push or export.</exception>
    internal static void RefusePull(BrokerSubscription subscription)
    {
        var resource = subscription.Resource;
        if (SubscriptionRules.IsPush(resource) || SubscriptionRules.IsExport(resource))
        {
            throw PubSubErrors.FailedPrecondition("This method is not supported for this subscription type.");
        }
    }
}
