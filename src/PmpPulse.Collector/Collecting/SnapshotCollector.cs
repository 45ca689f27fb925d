using PmpPulse.Collector.Feeds;
using PmpPulse.Contracts;

namespace PmpPulse.Collector.Collecting;

/// <summary>One poll: get the feed, publish it as an event, remember what to ask with next time.</summary>
internal sealed class SnapshotCollector(FeedClient feed, SnapshotPublisher publisher, CollectorOptions options)
{
    // of the last snapshot that was published: one that was not must be fetched again
    private volatile FeedValidators _published = FeedValidators.None;

    /// <exception cref="FeedException">The feed failed; nothing was published.</exception>
    /// <exception cref="Grpc.Core.RpcException">Pub/Sub did not take the event.</exception>
    public async Task<CollectResult> CollectAsync(CancellationToken cancellationToken)
    {
        using var activity = CollectorTelemetry.Activities.StartActivity("collect " + options.Kind.Name);
        var answer = await feed.GetAsync(_published, cancellationToken);
        if (answer.Feed is not { } header)
        {
            return new CollectResult
            {
                Outcome = CollectorTelemetry.NotModified,
                FeedKind = options.Kind.Name,
                Attempts = answer.Attempts,
                IngestTs = Rfc3339.Format(answer.ReceivedAt),
            };
        }

        var envelope = new EventEnvelope(
            answer.ReceivedAt, header.PublishedAt, options.Source, options.Kind.EventType, EventTypes.Key(options.Source, options.Kind.EventType), header.Body);
        var messageId = await publisher.PublishAsync(envelope, cancellationToken);
        _published = answer.Validators;
        activity?.SetTag("messaging.message.id", messageId);
        activity?.SetTag("pmp.stations", header.StationCount);
        return new CollectResult
        {
            Outcome = CollectorTelemetry.Published,
            FeedKind = options.Kind.Name,
            Attempts = answer.Attempts,
            IngestTs = Rfc3339.Format(answer.ReceivedAt),
            EventTs = header.PublishedAt is { } publishedAt ? Rfc3339.Format(publishedAt) : null,
            MessageId = messageId,
            StationsSeen = header.StationCount,
            Bytes = header.Body.Length,
        };
    }
}
