using Grpc.Core;
using PmpPulse.Collector.Feeds;
using PmpPulse.GoogleCloud.PubSub;
using PmpPulse.ServiceDefaults.Http;

namespace PmpPulse.Collector.Collecting;

/// <summary>
/// <c>GET /collect</c>: one poll. 200 with a <see cref="CollectResult"/>, also if no request was sent because the feed's server asked for a
/// wait; 502 with the feed's fault (<see cref="FeedFailure"/>), 503 where Pub/Sub did not accept the event (<c>publish_failed</c>) or the
/// service is stopping (<c>stopping</c>).
/// </summary>
internal static class CollectEndpoint
{
    public const string Path = "/collect";

    public static async Task<IResult> CollectAsync(
        SnapshotCollector collector, CollectorOptions options, IHostApplicationLifetime lifetime, ILogger<SnapshotCollector> logger, CancellationToken cancellationToken)
    {
        // a slow feed must not delay the service's shutdown: what was not published comes with the next poll
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, lifetime.ApplicationStopping);
        try
        {
            var result = await collector.CollectAsync(stop.Token);
            CollectorTelemetry.CountPoll(options.Feed, result.Outcome);
            if (result.Outcome == CollectorTelemetry.Waiting) Log.NotAsked(logger, result.FeedId, result.Detail!);
            else Log.Collected(logger, result.FeedId, result.Outcome, result.ElementsSeen, options.Kind.List.Name, result.EventTs, result.Bytes, result.MessageId);
            return TypedResults.Json(result, CollectorJson.Default.CollectResult);
        }
        catch (OperationCanceledException) when (lifetime.ApplicationStopping.IsCancellationRequested)
        {
            CollectorTelemetry.CountPoll(options.Feed, CollectorTelemetry.Failed);
            return new Problem(StatusCodes.Status503ServiceUnavailable, "stopping", "The collector is stopping; the next poll requests the feed again.").ToResult();
        }
        catch (FeedException exception)
        {
            CollectorTelemetry.CountPoll(options.Feed, CollectorTelemetry.Failed);
            Log.FeedFailed(logger, options.Feed.Id, exception.Reason, exception.Message);
            return new Problem(StatusCodes.Status502BadGateway, exception.Reason, exception.Message).ToResult();
        }
        catch (Exception exception) when (exception is RpcException or OrderingKeyPausedException)
        {
            CollectorTelemetry.CountPoll(options.Feed, CollectorTelemetry.Failed);
            Log.PublishFailed(logger, exception, options.Feed.Topic);
            return new Problem(StatusCodes.Status503ServiceUnavailable, "publish_failed", Describe(exception)).ToResult();
        }
    }

    private static string Describe(Exception exception) => exception is RpcException refusal
        ? $"Pub/Sub did not accept the event: {refusal.StatusCode}: {refusal.Status.Detail}"
        : $"Pub/Sub did not accept the event: {exception.Message}";
}
