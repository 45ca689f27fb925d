using Google.Cloud.PubSub.V1;
using PmpPulse.Cli.Replay.Hold;
using PmpPulse.Contracts.Topology;
using PmpPulse.GoogleCloud.PubSub;

namespace PmpPulse.Cli.Dlq;

/// <summary>
/// Pulls the held messages and gives them back: hold subscriptions have no dead-letter policy, so reading doesn't count as an attempt.
/// A count from Cloud Monitoring would be minutes old.
/// </summary>
internal sealed class HeldBacklogs(PubSubClients pubSub, TimeProvider clock)
{
    private const int MaxMessages = 1_000;
    private const int BatchSize = 100;

    private static readonly TimeSpan IdleTimeout = TimeSpan.FromSeconds(3);

    public async Task<IReadOnlyList<HeldBacklog>> ReadAsync(IReadOnlyList<FeedTopology> feeds, IProgress<string> progress, CancellationToken cancellationToken)
    {
        var backlogs = new List<HeldBacklog>();
        foreach (var path in feeds.Select(feed => feed.DeadLetters))
        {
            progress.Report($"looking at {path.HoldSubscription}");
            var times = new List<DateTimeOffset>();
            var more = await VisitAsync(path, message => times.Add(message.PublishTime.ToDateTimeOffset()), cancellationToken);
            backlogs.Add(new HeldBacklog(path.HoldSubscription, times.Count, more, times.Count > 0 ? times.Min() : null, times.Count > 0 ? times.Max() : null));
        }

        return backlogs;
    }

    /// <summary>Shows each held message once.</summary>
    /// <returns>Whether there may be more than were shown.</returns>
    public async Task<bool> VisitAsync(DeadLetterPath path, Action<PubsubMessage> visit, CancellationToken cancellationToken)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        await using var held = HeldMessages.Open(pubSub, path.HoldSubscription, clock);
        while (seen.Count < MaxMessages)
        {
            var batch = await held.PullAsync(BatchSize, IdleTimeout, cancellationToken);
            if (batch.Count == 0) return false;
            foreach (var received in batch.Where(received => seen.Add(received.Message.MessageId))) visit(received.Message);
        }

        return true;
    }
}
