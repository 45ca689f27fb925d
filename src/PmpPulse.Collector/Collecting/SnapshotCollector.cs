using PmpPulse.Collector.Feeds;
using PmpPulse.Collector.Types;
using PmpPulse.Contracts.Events;
using PmpPulse.Contracts.Json;
using PmpPulse.Feeds.Gbfs;

namespace PmpPulse.Collector.Collecting;

/// <summary>One poll: get the feed, publish it as an event, remember the validators for the next request.</summary>
internal sealed class SnapshotCollector(
    FeedClient feed, FeedWait wait, VehicleTypesCache types, SnapshotPublisher publisher, UnusableBodies unusable, CollectorOptions options,
    ILogger<SnapshotCollector> logger)
{
    // of the last published snapshot: one that was not published must be fetched again
    private volatile FeedValidators _published = FeedValidators.None;

    /// <exception cref="FeedException">The feed failed; nothing was published.</exception>
    /// <exception cref="Grpc.Core.RpcException">Pub/Sub did not accept the event.</exception>
    public async Task<CollectResult> CollectAsync(CancellationToken cancellationToken)
    {
        using var activity = CollectorTelemetry.Activities.StartActivity("collect " + options.Feed.Id);
        if (wait.Left() is { } left) return Waiting(left.Until, left.Why);
        var answer = await GetAsync(cancellationToken);
        if (answer.Feed is not { } served)
        {
            return new CollectResult
            {
                Outcome = CollectorTelemetry.NotModified,
                FeedId = options.Feed.Id,
                Attempts = answer.Attempts,
                IngestTs = Rfc3339.Format(answer.ReceivedAt),
            };
        }

        var known = await types.GetAsync(cancellationToken);
        var envelope = new EventEnvelope(
            answer.ReceivedAt, served.PublishedAt, options.Source, options.Feed.EventType, EventTypes.Key(options.Source, options.Feed.EventType), served.Body)
        {
            VehicleTypes = known.Json,
            PayloadIsJson = served.IsJson,
        };
        var messageId = await publisher.PublishAsync(envelope, cancellationToken);
        _published = answer.Validators;
        if (served.Fault is { } fault) Log.PublishedBroken(logger, options.Feed.Id, fault.Message);
        activity?.SetTag("messaging.message.id", messageId);
        activity?.SetTag("pmp.elements", served.Count);
        CollectorTelemetry.CountElements(options.Feed, served.Count);
        return new CollectResult
        {
            Outcome = CollectorTelemetry.Published,
            FeedId = options.Feed.Id,
            Attempts = answer.Attempts,
            IngestTs = Rfc3339.Format(answer.ReceivedAt),
            EventTs = served.PublishedAt is { } publishedAt ? Rfc3339.Format(publishedAt) : null,
            MessageId = messageId,
            ElementsSeen = served.Count,
            Bytes = served.Body.Length,
            VehicleTypes = options.VehicleTypesUrl is null ? null : known.Count,
            Detail = Detail(served, known),
        };
    }

    private async Task<FeedAnswer> GetAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await feed.GetAsync(_published, cancellationToken);
        }
        catch (FeedException exception)
        {
            var what = exception.Message;
            if (exception.RetryAfter is { } asked && wait.Left() is { } kept)
            {
                what += $" It asks for no requests for {asked.TotalSeconds:0} s; it gets none for {kept.Left.TotalSeconds:0} s (FEED_MAX_WAIT).";
            }

            if (await unusable.KeepAsync(exception, cancellationToken) is { } where) what += " " + where;
            throw new FeedException(exception.Reason, what, isTransient: false, exception);
        }
    }

    private string? Detail(ServedFeed published, VehicleTypesCache.State types)
    {
        var broken = published.Fault is { } fault ? $"The feed is not JSON as a whole: {fault.Message} Its {options.Kind.List.Name} are validated one by one." : null;
        var outdated = types.Failure is { } failure ? $"Vehicle types not refreshed: {failure}" : null;
        return broken is null || outdated is null ? broken ?? outdated : $"{broken} {outdated}";
    }

    // not a failure: the caller would only retry too early
    private CollectResult Waiting(DateTimeOffset until, string why) => new()
    {
        Outcome = CollectorTelemetry.Waiting,
        FeedId = options.Feed.Id,
        Attempts = 0,
        NextRequestAt = Rfc3339.Format(until),
        Detail = $"No request before {Rfc3339.Format(until)}: {why}",
    };
}
