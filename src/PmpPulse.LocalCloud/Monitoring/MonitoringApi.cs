using System.Globalization;
using Microsoft.AspNetCore.Http.HttpResults;
using PmpPulse.LocalCloud.Hosting;
using PmpPulse.LocalCloud.PubSub.Brokering;

namespace PmpPulse.LocalCloud.Monitoring;

/// <summary>
/// The part of Cloud Monitoring v3 that Pub/Sub operators need: <c>timeSeries.list</c> for the two backlog metrics. Each subscription has
/// one series with a single point, the current value.
/// </summary>
internal static class MonitoringApi
{
    private const string UndeliveredMessages = "pubsub.googleapis.com/subscription/num_undelivered_messages";
    private const string OldestUnackedMessageAge = "pubsub.googleapis.com/subscription/oldest_unacked_message_age";
    private const string OfUndeliveredMessages = $"metric.type=\"{UndeliveredMessages}\"";
    private const string OfOldestUnackedMessageAge = $"metric.type=\"{OldestUnackedMessageAge}\"";

    public static void MapMonitoring(this IEndpointRouteBuilder port) => port.MapGet("/v3/projects/{project}/timeSeries", List);

    private static JsonHttpResult<TimeSeriesList> List(string project, HttpRequest request, Broker broker, TimeProvider clock)
    {
        string Required(string name) => request.Query[name] is [{ Length: > 0 } value]
            ? value
            : throw RestApiException.InvalidArgument($"Field {name} must be given.");

        var metric = Metric(Required("filter"));
        if (!DateTimeOffset.TryParse(Required("interval.endTime"), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var end))
        {
            throw RestApiException.InvalidArgument("Field interval.endTime must be a time such as 2026-11-25T10:00:00Z.");
        }

        var now = clock.GetUtcNow();
        // points outside the interval are omitted; allow a minute of clock skew
        var subscriptions = end > now.AddMinutes(-1) ? broker.Subscriptions : [];
        var prefix = $"projects/{project}/";
        return TypedResults.Json(
            new TimeSeriesList([.. subscriptions
                .Where(subscription => subscription.Name.StartsWith(prefix, StringComparison.Ordinal))
                .OrderBy(subscription => subscription.Name, StringComparer.Ordinal)
                .Select(subscription => Series(subscription, metric, project, now))]),
            MonitoringJson.Default.TimeSeriesList);
    }

    private static string Metric(string filter) => filter switch
    {
        OfUndeliveredMessages => UndeliveredMessages,
        OfOldestUnackedMessageAge => OldestUnackedMessageAge,
        _ =>
            throw RestApiException.Unsupported($"the filter '{filter}': it serves {OfUndeliveredMessages} and {OfOldestUnackedMessageAge}"),
    };

    private static TimeSeries Series(BrokerSubscription subscription, string metric, string project, DateTimeOffset now)
    {
        var (messages, oldestAge) = subscription.ReadBacklog();
        var value = metric == UndeliveredMessages ? messages : (long)oldestAge.TotalSeconds;
        var time = now.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture);
        return new TimeSeries(
            new MetricDescription(metric),
            new MonitoredResource("pubsub_subscription", new SubscriptionLabels(project, subscription.Name.Split('/')[^1])),
            "GAUGE",
            "INT64",
            [new Point(new Interval(time, time), new PointValue(value.ToString(CultureInfo.InvariantCulture)))]);
    }
}
