using System.Threading.Channels;
using Google.Cloud.PubSub.V1;
using Microsoft.Extensions.Logging;
using PmpPulse.GoogleCloud.Resilience;

namespace PmpPulse.GoogleCloud.PubSub;

/// <summary>
/// Sends acknowledgements and nacks. A batch is what arrived while the previous one was in flight, so a lone message is
/// acknowledged at once and a flood in a few calls.
/// </summary>
internal sealed class SettlementQueue(
    Subscriber.SubscriberClient client, string subscription, StreamingPullOptions options, TimeProvider clock, ILogger logger)
{
    // an ack id has about 180 bytes at Google, whose limit for a request is 512 KiB
    public const int MaxAckIdsPerRequest = 1_000;

    private static readonly TimeSpan AttemptTimeout = TimeSpan.FromSeconds(10);

    private readonly Channel<(string AckId, Reply Reply)> _replies = Channel.CreateUnbounded<(string, Reply)>(new UnboundedChannelOptions { SingleReader = true });

    // what has not got through when the lease ends is redelivered anyway
    private readonly RpcRetry _retry = new(
        new Backoff(options.InitialBackoff, options.AckDeadline / 4, options.Randomizer), AttemptTimeout, options.AckDeadline, clock);

    public void Enqueue(string ackId, Reply reply) => _replies.Writer.TryWrite((ackId, reply));

    /// <summary>No more will come: <see cref="RunAsync"/> ends after the last.</summary>
    public void Complete() => _replies.Writer.TryComplete();

    /// <summary>Sends until completed and empty, or cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            while (await _replies.Reader.WaitToReadAsync(cancellationToken))
            {
                var acks = new AcknowledgeRequest { Subscription = subscription };
                var nacks = new ModifyAckDeadlineRequest { Subscription = subscription, AckDeadlineSeconds = 0 };
                while (acks.AckIds.Count < MaxAckIdsPerRequest && nacks.AckIds.Count < MaxAckIdsPerRequest && _replies.Reader.TryRead(out var item))
                {
                    (item.Reply == Reply.Ack ? acks.AckIds : nacks.AckIds).Add(item.AckId);
                }

                await Task.WhenAll(
                    SendAsync(acks.AckIds.Count, token => client.AcknowledgeAsync(acks, cancellationToken: token).ResponseAsync, cancellationToken),
                    SendAsync(nacks.AckIds.Count, token => client.ModifyAckDeadlineAsync(nacks, cancellationToken: token).ResponseAsync, cancellationToken));
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
        }
    }

    private async Task SendAsync<T>(int count, Func<CancellationToken, Task<T>> call, CancellationToken cancellationToken)
    {
        if (count == 0)
        {
            return;
        }

        try
        {
            await _retry.ExecuteAsync(call, cancellationToken);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            logger.SettleFailed(exception, count, subscription);
        }
    }
}
