using System.Globalization;
using System.Runtime.CompilerServices;
using PmpPulse.GoogleCloud.Rest;

namespace PmpPulse.GoogleCloud.Monitoring;

/// <summary>
/// Cloud Monitoring's <c>projects.timeSeries.list</c>
/// (<see href="https://cloud.google.com/monitoring/api/ref_v3/rest/v3/projects.timeSeries/list"/>). Thread-safe.
/// </summary>
/// <exception cref="GoogleApiException">Any call: Monitoring refused it.</exception>
/// <exception cref="HttpRequestException">Any call: Monitoring could not be reached.</exception>
/// <exception cref="GoogleCloudConfigurationException">Any call: there are no credentials.</exception>
public sealed class MonitoringClient
{
    /// <summary>Messages of a subscription that are not acknowledged.</summary>
    public const string UndeliveredMessages = "pubsub.googleapis.com/subscription/num_undelivered_messages";

    /// <summary>Seconds that the oldest of them has waited.</summary>
    public const string OldestUnackedMessageAge = "pubsub.googleapis.com/subscription/oldest_unacked_message_age";

    private readonly RestClient _rest;
    private readonly string _projectId;
    private readonly TimeProvider _clock;

    internal MonitoringClient(RestClient rest, string projectId, TimeProvider clock)
    {
        _rest = rest;
        _projectId = projectId;
        _clock = clock;
    }

    /// <summary>The newest point of each series of a metric; Google samples once a minute and is up to four minutes behind.</summary>
    /// <param name="metric">Type of the metric.</param>
    /// <param name="within">How far back a point may lie.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public async IAsyncEnumerable<MetricPoint> LatestAsync(
        string metric, TimeSpan within, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var now = _clock.GetUtcNow();
        var query = $"?filter={Uri.EscapeDataString($"metric.type=\"{metric}\"")}"
            + $"&interval.startTime={Time(now - within)}&interval.endTime={Time(now)}&view=FULL";
        string? pageToken = null;
        do
        {
            var page = await _rest.SendAsync(
                new RestRequest(HttpMethod.Get, $"v3/projects/{_projectId}/timeSeries{query}{(pageToken is null ? "" : $"&pageToken={Uri.EscapeDataString(pageToken)}")}"),
                GoogleCloudJson.Default.TimeSeriesListJson,
                cancellationToken);
            foreach (var series in page.TimeSeries ?? [])
            {
                // newest first
                if (series.Points is [{ } newest, ..] && newest.Value.Int64Value is { } value)
                {
                    yield return new MetricPoint(series.Resource?.Labels ?? new Dictionary<string, string>(), newest.Interval.EndTime, value);
                }
            }

            pageToken = string.IsNullOrEmpty(page.NextPageToken) ? null : page.NextPageToken;
        }
        while (pageToken is not null);
    }

    private static string Time(DateTimeOffset time) =>
        Uri.EscapeDataString(time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture));
}
