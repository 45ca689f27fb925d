using System.Collections.Concurrent;
using System.Globalization;
using Google.Cloud.PubSub.V1;
using Grpc.Core;
using PmpPulse.Contracts.Topology;
using PmpPulse.GoogleCloud.PubSub;

namespace PmpPulse.Cli.Replay.Hold;

/// <summary>
/// Replays one hold subscription. A message is acknowledged only after it is published or parked, durably: a killed run loses nothing, and
/// at worst the next one publishes a few again. Nothing loops: a message that comes back in the same run is left for a later one, and a
/// message that was replayed often enough is parked.
/// </summary>
internal sealed class HoldReplay(PubSubClients pubSub, ParkedTable parked, Republisher republisher, ReplayOptions options, TimeProvider clock)
{
    // a batch is published within seconds, so that little is held
    private const double BatchSeconds = 5;
    private const int MaxBatch = 100;

    private readonly HashSet<string> _seen = new(StringComparer.Ordinal);

    // ids of messages that are published or parked, and identities of those published; written by their tasks
    private readonly ConcurrentDictionary<string, bool> _settled = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, bool> _replayed = new(StringComparer.Ordinal);

    /// <summary>Pulls until the backlog is empty or <paramref name="budget"/> messages were seen.</summary>
    /// <returns>Why it ended before the backlog was empty, or null.</returns>
    /// <exception cref="RpcException">The subscription can't be pulled, and no message was.</exception>
    public async Task<string?> RunAsync(FeedTopology feed, long budget, ReplayTally tally, IProgress<string> progress, CancellationToken cancellationToken)
    {
        progress.Report($"looking at {feed.DeadLetters.HoldSubscription}");
        await using var held = HeldMessages.Open(pubSub, feed.DeadLetters.HoldSubscription, clock);
        try
        {
            while (true)
            {
                if (tally.Count >= budget) return ReplayStops.MaxMessages;
                var maxMessages = (int)Math.Clamp(Math.Ceiling(options.Qps * BatchSeconds), 1, Math.Min(MaxBatch, budget - tally.Count));
                var batch = await held.PullAsync(maxMessages, options.IdleTimeout, cancellationToken);
                if (batch.Count == 0) return null;
                await ReplayAsync(held, feed, batch, tally, cancellationToken);
                progress.Report($"{feed.DeadLetters.HoldSubscription}: {tally.Count} pulled");
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return ReplayStops.Cancelled;
        }
        catch (RpcException exception) when (tally.Count > 0)
        {
            return $"{feed.DeadLetters.HoldSubscription}: {exception.Status.StatusCode}: {exception.Status.Detail}";
        }
    }

    private async Task ReplayAsync(
        HeldMessages held, FeedTopology feed, IReadOnlyList<ReceivedMessage> batch, ReplayTally tally, CancellationToken cancellationToken)
    {
        var settling = new List<Task>(batch.Count);
        try
        {
            foreach (var received in batch)
            {
                var message = received.Message;
                if (!_seen.Add(message.MessageId))
                {
                    // its acknowledgement came too late
                    if (_settled.ContainsKey(message.MessageId)) settling.Add(AcknowledgeAsync(held, received, tally));
                    continue;
                }

                tally.Pulled();
                if (_replayed.ContainsKey(ReplayMessage.IdentityOf(message)))
                {
                    tally.Left(message.MessageId, "replayed in this run already, and given up again");
                    continue;
                }

                if (ReasonToPark(feed, message) is { } reason)
                {
                    settling.Add(ParkAsync(held, feed, received, reason, tally));
                    continue;
                }

                if (options.DryRun)
                {
                    tally.Replayed();
                    continue;
                }

                var replay = ReplayMessage.Of(message);
                try
                {
                    await republisher.WaitAsync(replay, cancellationToken);
                }
                catch (OperationCanceledException)
                {
                    tally.Left(message.MessageId, ReplayStops.Cancelled);
                    throw;
                }

                settling.Add(PublishAsync(held, feed, received, replay, tally));
            }
        }
        finally
        {
            await Task.WhenAll(settling);
        }
    }

    private string? ReasonToPark(FeedTopology feed, PubsubMessage message)
    {
        var replays = ReplayMessage.ReplaysOf(message);
        if (replays >= options.MaxReplays)
        {
            return string.Create(CultureInfo.InvariantCulture, $"replayed {replays} times; MAX_REPLAYS is {options.MaxReplays}");
        }

        return message.Attributes.TryGetValue(ReplayMessage.SourceSubscription, out var source) && source != feed.Writer.Subscription
            ? $"given up by {source}, whose topic is not known; {feed.DeadLetters.HoldSubscription} holds what {feed.Writer.Subscription} gave up"
            : null;
    }

    private async Task PublishAsync(HeldMessages held, FeedTopology feed, ReceivedMessage received, PubsubMessage replay, ReplayTally tally)
    {
        if (await republisher.PublishAsync(feed.Topic, replay) is { } failure)
        {
            tally.Failed(received.Message.MessageId, failure);
            return;
        }

        tally.Replayed();
        _replayed[ReplayMessage.IdentityOf(received.Message)] = true;
        _settled[received.Message.MessageId] = true;
        await AcknowledgeAsync(held, received, tally);
    }

    private async Task ParkAsync(HeldMessages held, FeedTopology feed, ReceivedMessage received, string reason, ReplayTally tally)
    {
        var message = received.Message;
        if (!options.DryRun)
        {
            try
            {
                await parked.ParkAsync(
                    new ParkedMessage(message.MessageId, reason, ReplayMessage.ReplaysOf(message), message.Data.Memory, message.Attributes.ToDictionary())
                    {
                        Subscription = pubSub.SubscriptionName(feed.DeadLetters.HoldSubscription),
                        PublishTime = message.PublishTime?.ToDateTimeOffset(),
                    },
                    CancellationToken.None);
            }
            catch (ParkingException exception)
            {
                tally.Failed(message.MessageId, exception.Message);
                return;
            }
        }

        tally.Parked(message.MessageId, reason);
        if (options.DryRun) return;
        _settled[message.MessageId] = true;
        await AcknowledgeAsync(held, received, tally);
    }

    private static async Task AcknowledgeAsync(HeldMessages held, ReceivedMessage received, ReplayTally tally)
    {
        try
        {
            await held.AcknowledgeAsync(received.AckId);
        }
        catch (RpcException exception)
        {
            tally.Failed(received.Message.MessageId, $"handled, but not acknowledged, so it will be delivered again: {exception.Status.StatusCode}: {exception.Status.Detail}");
        }
    }
}
