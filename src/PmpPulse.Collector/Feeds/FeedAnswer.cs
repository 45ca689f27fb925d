using PmpPulse.Feeds.Gbfs;

namespace PmpPulse.Collector.Feeds;

/// <summary>A poll that did not fail.</summary>
/// <param name="Feed">The feed; null where the server says that it has not changed (304).</param>
/// <param name="ReceivedAt">When the whole answer had arrived, UTC, to the microsecond.</param>
/// <param name="Validators">For the next conditional request.</param>
/// <param name="Attempts">How many requests it took.</param>
internal sealed record FeedAnswer(ServedFeed? Feed, DateTimeOffset ReceivedAt, FeedValidators Validators, int Attempts);
