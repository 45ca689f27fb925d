using PmpPulse.Contracts;
using PmpPulse.Feeds.Kinds;

namespace PmpPulse.Collector;

/// <summary>What a collector collects, and where it goes.</summary>
/// <param name="Name">Value of <c>FEED_KIND</c>, and of the tag <c>feed_kind</c>.</param>
/// <param name="Feed">The kind of feed.</param>
/// <param name="Topic">Short name of the topic.</param>
/// <param name="LiveFeed">Vélib's own feed.</param>
internal sealed record CollectorKind(string Name, FeedKind Feed, string Topic, string LiveFeed)
{
    private const string Live = "https://velib-metropole-opendata.smovengo.cloud/opendata/Velib_Metropole/";

    public static readonly CollectorKind StationStatus = new(
        "station_status", PmpPulse.Feeds.Feed.Named("station_status"), ResourceNames.Topics.Events, Live + "station_status.json");

    public static readonly CollectorKind StationInformation = new(
        "station_information", PmpPulse.Feeds.Feed.Named("station_information"), ResourceNames.Topics.StationInfo,
        Live + "station_information.json");

    public static readonly IReadOnlyDictionary<string, CollectorKind> ByName = new Dictionary<string, CollectorKind>
    {
        [StationStatus.Name] = StationStatus,
        [StationInformation.Name] = StationInformation,
    };
}
