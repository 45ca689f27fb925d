using Google.Cloud.PubSub.V1;
using Grpc.Core;
using PmpPulse.GoogleCloud.PubSub;
using PmpPulse.GoogleCloud.Resilience;

namespace PmpPulse.Cli.Replay.Hold;

/// <summary>
/// Pulls a hold subscription by hand: the lease of every message is renewed until it is acknowledged, and those still held are
/// given back at the end. Messages that a killed process held are redelivered when their leases end.
/// </summary>
internal sealed class HeldMessages : IAsyncDisposable
{
    private const int MaxAckIds = 1_000;

    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan RenewalInterval = TimeSpan.FromSeconds(20);

    private readonly Subscriber.SubscriberClient _client;
    private readonly string _subscription;
    private readonly TimeProvider _clock;
    private readonly RpcRetry _retry;
    private readonly Lock _gate = new();
    private readonly HashSet<string> _ackIds = [];
    private readonly CancellationTokenSource _closing = new();
    private Task _renewing = Task.CompletedTask;

    private HeldMessages(PubSubClients pubSub, string subscription, TimeProvider clock)
    {
        _client = pubSub.Subscriber;
        _subscription = pubSub.SubscriptionName(subscription);
        _clock = clock;
        _retry = new RpcRetry(
            new Backoff(TimeSpan.FromMilliseconds(200), TimeSpan.FromSeconds(5), Random.Shared.NextDouble), TimeSpan.FromSeconds(40), TimeSpan.FromSeconds(60), clock);
    }

    public static HeldMessages Open(PubSubClients pubSub, string subscription, TimeProvider clock)
    {
        var held = new HeldMessages(pubSub, subscription, clock);
        held._renewing = held.RenewAsync();
        return held;
    }

    /// <summary>The next messages, now held; none if nothing arrives within <paramref name="timeout"/>.</summary>
    /// <exception cref="RpcException">Pub/Sub refused, or could not be reached.</exception>
    public async Task<IReadOnlyList<ReceivedMessage>> PullAsync(int maxMessages, TimeSpan timeout, CancellationToken cancellationToken)
    {
        var request = new PullRequest { Subscription = _subscription, MaxMessages = maxMessages };
        var pulled = await _retry.ExecuteAsync(
            async token =>
            {
                try
                {
                    // Pub/Sub answers as soon as there is a message, but with an empty backlog only after a long time
                    return (await _client.PullAsync(request, deadline: (_clock.GetUtcNow() + timeout).UtcDateTime, cancellationToken: token)).ReceivedMessages;
                }
                catch (RpcException exception) when (exception.StatusCode == StatusCode.DeadlineExceeded)
                {
                    return [];
                }
            },
            cancellationToken,
            $"pull from {_subscription}");
        lock (_gate)
        {
            _ackIds.UnionWith(pulled.Select(message => message.AckId));
        }

        // a subscription's own deadline may be as short as 10 s
        if (pulled.Count > 0) await ExtendAsync([.. pulled.Select(message => message.AckId)], Lease, cancellationToken);
        return pulled;
    }

    /// <summary>Takes a message out of the backlog.</summary>
    /// <exception cref="RpcException">It may come back.</exception>
    public async Task AcknowledgeAsync(string ackId)
    {
        var request = new AcknowledgeRequest { Subscription = _subscription, AckIds = { ackId } };
        await _retry.ExecuteAsync(token => _client.AcknowledgeAsync(request, cancellationToken: token).ResponseAsync, CancellationToken.None, $"acknowledge a message of {_subscription}");
        lock (_gate)
        {
            _ackIds.Remove(ackId);
        }
    }

    /// <summary>Gives back what is still held.</summary>
    public async ValueTask DisposeAsync()
    {
        await _closing.CancelAsync();
        await _renewing;
        _closing.Dispose();
        try
        {
            await ExtendAsync(Held(), TimeSpan.Zero, CancellationToken.None);
        }
        catch (RpcException)
        {
            // the leases end by themselves within a minute
        }
    }

    private async Task RenewAsync()
    {
        using var timer = new PeriodicTimer(RenewalInterval, _clock);
        try
        {
            while (await timer.WaitForNextTickAsync(_closing.Token))
            {
                try
                {
                    await ExtendAsync(Held(), Lease, _closing.Token);
                }
                catch (Exception) when (!_closing.IsCancellationRequested)
                {
                    // a message whose lease ends is redelivered, and the next renewal is tried before most leases end
                }
            }
        }
        catch (OperationCanceledException)
        {
        }
    }

    private string[] Held()
    {
        lock (_gate)
        {
            return [.. _ackIds];
        }
    }

    private async Task ExtendAsync(IReadOnlyCollection<string> ackIds, TimeSpan lease, CancellationToken cancellationToken)
    {
        foreach (var chunk in ackIds.Chunk(MaxAckIds))
        {
            var request = new ModifyAckDeadlineRequest { Subscription = _subscription, AckDeadlineSeconds = (int)lease.TotalSeconds, AckIds = { chunk } };
            await _retry.ExecuteAsync(token => _client.ModifyAckDeadlineAsync(request, cancellationToken: token).ResponseAsync, cancellationToken, $"hold the messages of {_subscription}");
        }
    }
}
