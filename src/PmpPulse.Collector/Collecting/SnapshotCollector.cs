using PmpPulse.Collector.Feeds;
using PmpPulse.Collector.Types;
using PmpPulse.Contracts;

namespace PmpPulse.Collector.Collecting;

/// <summary>One poll: get the feed, publish it as an event, remember what to ask with next time.</summary>
internal sealed class SnapshotCollector(FeedClient feed, FeedWait wait, VehicleTypesCache types, SnapshotPublisher publisher, CollectorOptions options)
{
    // of the last snapshot that was published: one that was not must be fetched again
    private volatile FeedValidators _published = FeedValidators.None;

    /// <exception cref="FeedException">The feed failed; nothing was published.</exception>
    /// <exception cref="Grpc.Core.RpcException">Pub/Sub did not take the event.</exception>
    public async Task<CollectResult> CollectAsync(CancellationToken cancellationToken)
    {
        using var activity = CollectorTelemetry.Activities.StartActivity("collect " + options.Kind.Name);
        if (wait.Left() is { } left) return Waiting(left.Until, left.Why);
        var answer = await GetAsync(cancellationToken);
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

        var known = await types.GetAsync(cancellationToken);
        var envelope = new EventEnvelope(
            answer.ReceivedAt, header.PublishedAt, options.Source, options.Kind.EventType, EventTypes.Key(options.Source, options.Kind.EventType), header.Body)
        {
            VehicleTypes = known.Json,
        };
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
            VehicleTypes = options.VehicleTypesUrl is null ? null : known.Count,
            Detail = known.Failure is { } failure ? $"Vehicle types not refreshed: {failure}" : null,
        };
    }

    private async Task<FeedAnswer> GetAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await feed.GetAsync(_published, cancellationToken);
        }
        catch (FeedException exception) when (wait.Keep(exception) is { } kept)
        {
            throw new FeedException(
                exception.Reason,
                $"{exception.Message} It asks to be left alone for {exception.RetryAfter!.Value.TotalSeconds:0} s; it is not asked for {kept.TotalSeconds:0} s (FEED_MAX_WAIT).",
                isTransient: false, exception);
        }
    }

    // no failure: whoever calls would only come again before the time
    private CollectResult Waiting(DateTimeOffset until, string why) => new()
    {
        Outcome = CollectorTelemetry.Waiting,
        FeedKind = options.Kind.Name,
        Attempts = 0,
        NextRequestAt = Rfc3339.Format(until),
        Detail = $"Not asked before {Rfc3339.Format(until)}: {why}",
    };
}
