using System.Diagnostics;
using System.Diagnostics.Metrics;
using PmpPulse.Contracts.Topology;

namespace PmpPulse.Collector;

/// <summary>The collector's metrics and traces. Dashboards and the local console rely on the names.</summary>
internal static class CollectorTelemetry
{
    public const string Published = "published";
    public const string NotModified = "not_modified";
    public const string Waiting = "waiting";
    public const string Failed = "failed";

    private static readonly Meter Meter = new("PmpPulse.Collector");

    private static readonly Counter<long> PollCounter = Meter.CreateCounter<long>("pmp.collector.polls", "{poll}", "Polls of a feed by their outcome");

    private static readonly Counter<long> ElementCounter = Meter.CreateCounter<long>("pmp.collector.elements", "{element}", "Elements of the snapshots that were published, whatever they are");

    public static ActivitySource Activities { get; } = new("PmpPulse.Collector");

    public static void CountElements(FeedTopology feed, int elements) => ElementCounter.Add(elements, new KeyValuePair<string, object?>("feed_id", feed.Id));

    public static void CountPoll(FeedTopology feed, string outcome) =>
        PollCounter.Add(1, new KeyValuePair<string, object?>("feed_id", feed.Id), new KeyValuePair<string, object?>("outcome", outcome));
}
