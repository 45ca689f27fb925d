using Google.Cloud.PubSub.V1;
using Grpc.Core;
using PmpPulse.LocalCloud.PubSub.Brokering;
using PmpPulse.LocalCloud.PubSub.Delivery;
using PmpPulse.LocalCloud.PubSub.Errors;
using PmpPulse.LocalCloud.PubSub.Resources;

namespace PmpPulse.LocalCloud.PubSub.Rpc;

/// <summary>
/// One StreamingPull call. Messages are sent as the client's flow control allows; acknowledgements and lease extensions are received.
/// </summary>
internal sealed class StreamingPullCall
{
    private const int MaxResponseMessages = 1000;
    private const long MaxResponseBytes = 3_500_000;

    private readonly BrokerSubscription _subscription;
    private readonly Consumer _consumer;
    private TimeSpan _ackDeadline;

    /// <exception cref="RpcException">INVALID_ARGUMENT: the first request is invalid.</exception>
    public StreamingPullCall(BrokerSubscription subscription, StreamingPullRequest first)
    {
        _subscription = subscription;
        _ackDeadline = StreamAckDeadline(first.StreamAckDeadlineSeconds);
        _consumer = new Consumer(Limit(first.MaxOutstandingMessages), Limit(first.MaxOutstandingBytes)) { KeepsKeys = true };
        Handle(first);
    }

    /// <summary>Serves the stream until the client ends it, the subscription is deleted, or LocalCloud stops.</summary>
    public async Task RunAsync(
        IAsyncStreamReader<StreamingPullRequest> requests, IServerStreamWriter<StreamingPullResponse> responses,
        CancellationToken stopping, CancellationToken cancellationToken)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(stopping, cancellationToken);
        var sending = SendAsync(responses, ended.Token);
        var receiving = ReceiveAsync(requests, ended.Token);
        var switched = EndWhenPushedAsync(ended.Token);
        var firstToEnd = await Task.WhenAny(sending, receiving, switched);
        // stop and await the other task too: nothing may outlive the call
        await ended.CancelAsync();
        await Task.WhenAll(IgnoreErrorsAsync(sending), IgnoreErrorsAsync(receiving), IgnoreErrorsAsync(switched));
        try
        {
            await firstToEnd;
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            throw PubSubErrors.Unavailable();
        }
    }

    /// <summary>Fails once the subscription gets a push endpoint, because it can't be pulled and pushed at once.</summary>
    private async Task EndWhenPushedAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var changed = _subscription.Changed;
            SubscriberService.RefusePull(_subscription);
            await changed.WaitAsync(cancellationToken);
        }
    }

    private async Task SendAsync(IServerStreamWriter<StreamingPullResponse> responses, CancellationToken cancellationToken)
    {
        while (true)
        {
            var messages = await _subscription.TakeAsync(_consumer, MaxResponseMessages, MaxResponseBytes, Deadline(), cancellationToken);
            var response = new StreamingPullResponse
            {
                ReceivedMessages = { messages },
                SubscriptionProperties = new StreamingPullResponse.Types.SubscriptionProperties
                {
                    MessageOrderingEnabled = _subscription.Resource.EnableMessageOrdering,
                },
            };
            await responses.WriteAsync(response, cancellationToken);
        }
    }

    private async Task ReceiveAsync(IAsyncStreamReader<StreamingPullRequest> requests, CancellationToken cancellationToken)
    {
        while (await requests.MoveNext(cancellationToken))
        {
            var request = requests.Current;
            if (request.Subscription.Length > 0 || request.ClientId.Length > 0 || request.MaxOutstandingMessages != 0
                || request.MaxOutstandingBytes != 0)
            {
                throw PubSubErrors.InvalidArgument(
                    "subscription, client_id, max_outstanding_messages and max_outstanding_bytes must be set on the initial request only.");
            }

            if (request.StreamAckDeadlineSeconds != 0) SetDeadline(StreamAckDeadline(request.StreamAckDeadlineSeconds));
            Handle(request);
        }
    }

    private void Handle(StreamingPullRequest request)
    {
        if (request.ModifyDeadlineSeconds.Count != request.ModifyDeadlineAckIds.Count)
        {
            throw PubSubErrors.InvalidArgument(
                $"modify_deadline_seconds ({request.ModifyDeadlineSeconds.Count}) and modify_deadline_ack_ids ({request.ModifyDeadlineAckIds.Count}) must have the same length.");
        }

        // unlike Acknowledge, this does not wait for the disk: a crash before the write causes a redelivery
        if (request.AckIds.Count > 0) _ = _subscription.Acknowledge(SubscriberService.ParseAckIds(request.AckIds));
        if (request.ModifyDeadlineAckIds.Count == 0) return;
        var ackIds = SubscriberService.ParseAckIds(request.ModifyDeadlineAckIds);
        foreach (var group in ackIds.Zip(request.ModifyDeadlineSeconds).GroupBy(pair => pair.Second, pair => pair.First))
        {
            _subscription.ModifyDeadline(group, SubscriberService.AckDeadline(group.Key));
        }
    }

    // written by one task and read by another
    private TimeSpan Deadline()
    {
        lock (_consumer) return _ackDeadline;
    }

    private void SetDeadline(TimeSpan deadline)
    {
        lock (_consumer) _ackDeadline = deadline;
    }

    private static async Task IgnoreErrorsAsync(Task task) =>
        await task.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

    private static TimeSpan StreamAckDeadline(int seconds) =>
        seconds is < SubscriptionRules.MinAckDeadlineSeconds or > SubscriptionRules.MaxAckDeadlineSeconds
            ? throw PubSubErrors.InvalidArgument(
                $"Invalid stream_ack_deadline_seconds ({seconds}): it must be between {SubscriptionRules.MinAckDeadlineSeconds} and {SubscriptionRules.MaxAckDeadlineSeconds} seconds.")
            : TimeSpan.FromSeconds(seconds);

    /// <summary>0 or less means no limit.</summary>
    private static long Limit(long value) => value > 0 ? value : long.MaxValue;
}
