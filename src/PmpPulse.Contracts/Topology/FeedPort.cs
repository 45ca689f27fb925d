using System.Globalization;

namespace PmpPulse.Contracts.Topology;

/// <summary>A port of one of a feed's services in <c>make up</c>.</summary>
/// <param name="Setting">
/// The setting that changes it: named after the service, as <c>X_WRITER_PORT</c> is after <c>pmp-x-writer</c>.
/// </param>
/// <param name="Default">Where that is not set; 0 takes a free one.</param>
/// <param name="Of">What listens there, in words.</param>
public sealed record FeedPort(string Setting, int Default, string Of)
{
    private const string Prefix = "pmp-";

    /// <summary>The collector's.</summary>
    public static FeedPort Collector(FeedTopology feed) => Named(feed.Collector.Service, "", feed.Collector.Port, feed.Collector.Service);

    /// <summary>The writer's.</summary>
    public static FeedPort Writer(FeedTopology feed) => Named(feed.Writer.Service, "", feed.Writer.Port, feed.Writer.Service);

    /// <summary>The curation worker's.</summary>
    public static FeedPort Worker(CurationTopology curation) => Named(curation.Service, "", curation.Port, $"{curation.Service}, the worker");

    /// <summary>That of curation by push.</summary>
    public static FeedPort Push(CurationTopology curation) =>
        Named(curation.Service, "PUSH_", curation.PushPort, $"{curation.Service} by push, which waits until `pmpctl up --engine push`");

    /// <summary>All of a feed.</summary>
    public static IEnumerable<FeedPort> AllOf(FeedTopology feed) =>
        [Collector(feed), Writer(feed), .. feed.Curation is { } curation ? [Worker(curation), Push(curation)] : Array.Empty<FeedPort>()];

    private static FeedPort Named(string service, string engine, int port, string of)
    {
        var name = service.StartsWith(Prefix, StringComparison.Ordinal) ? service[Prefix.Length..] : service;
        return new FeedPort($"{name.Replace('-', '_').ToUpper(CultureInfo.InvariantCulture)}_{engine}PORT", port, of);
    }
}
