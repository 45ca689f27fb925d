using Google.Cloud.PubSub.V1;
using Google.Protobuf;
using Grpc.Core;
using PmpPulse.GoogleCloud.PubSub;

namespace PmpPulse.Chaos.Load;

/// <summary>
/// Publishes the plan at the pace of the faults. Like any publisher, it retries until Pub/Sub acknowledges, so a lost answer means a
/// second publish.
/// </summary>
internal sealed class LoadPublisher(PubSubClients pubSub, IReadOnlyList<PlannedMessage> messages)
{
    private const int MaxPerRequest = 10;

    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Retry = TimeSpan.FromMilliseconds(300);
    // pause between requests, so that the load goes on while processes are dead
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(200);

    private volatile int _allowed;
    private volatile bool _hurries;

    /// <summary>Messages acknowledged by Pub/Sub.</summary>
    public int Published { get; private set; }

    /// <summary>Requests with an unknown outcome that were sent again.</summary>
    public int Repeated { get; private set; }

    /// <summary>Allows this share (0 to 1) of the plan to be published.</summary>
    public void Allow(double share) => _allowed = (int)Math.Ceiling(Math.Clamp(share, 0, 1) * messages.Count);

    /// <summary>Allows the rest to be published at full speed.</summary>
    public void Hurry()
    {
        Allow(1);
        _hurries = true;
    }

    /// <summary>Publishes everything, but no faster than allowed.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (Published < messages.Count)
        {
            var allowed = _allowed - Published;
            if (!_hurries || allowed == 0) await Task.Delay(Pace, cancellationToken);
            // spread the newly allowed messages over the next seconds
            var count = Math.Min(_hurries ? allowed : (allowed + 7) / 8, MaxPerRequest);
            if (count == 0) continue;

            // one request serves one topic, and keeps its messages in order
            var topic = messages[Published].Topic;
            var batch = messages.Skip(Published).Take(count).TakeWhile(message => message.Topic == topic).ToList();
            await PublishAsync(topic, batch, cancellationToken);
            Published += batch.Count;
        }
    }

    private async Task PublishAsync(string topic, List<PlannedMessage> batch, CancellationToken cancellationToken)
    {
        var request = new PublishRequest { Topic = pubSub.TopicName(topic) };
        request.Messages.AddRange(batch.Select(message => new PubsubMessage
        {
            Data = ByteString.CopyFrom(message.Data.Span),
            OrderingKey = message.OrderingKey,
            Attributes = { message.Attributes.ToDictionary() },
        }));
        while (true)
        {
            using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            timeout.CancelAfter(Timeout);
            try
            {
                await pubSub.Publisher.PublishAsync(request, cancellationToken: timeout.Token);
                return;
            }
            catch (RpcException) when (!cancellationToken.IsCancellationRequested)
            {
                Repeated++;
                await Task.Delay(Retry, cancellationToken);
            }
        }
    }
}
