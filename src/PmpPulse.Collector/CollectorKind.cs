using PmpPulse.Contracts;

namespace PmpPulse.Collector;

/// <summary>What a collector collects, and where it goes.</summary>
/// <param name="Name">Value of <c>FEED_KIND</c>, and of the tag <c>feed_kind</c>.</param>
/// <param name="Feed">What the feed's stations must tell.</param>
/// <param name="EventType">One of <see cref="EventTypes"/>.</param>
/// <param name="Topic">Short name of the topic.</param>
/// <param name="LiveFeed">Vélib's own feed.</param>
internal sealed record CollectorKind(string Name, FeedKind Feed, string EventType, string Topic, string LiveFeed)
{
    private const string Live = "https://velib-metropole-opendata.smovengo.cloud/opendata/Velib_Metropole/";

    public static readonly CollectorKind StationStatus = new(
        "station_status", FeedKind.StationStatus, EventTypes.StationStatusSnapshot, ResourceNames.Topics.Events, Live + "station_status.json");

    public static readonly CollectorKind StationInformation = new(
        "station_information", FeedKind.StationInformation, EventTypes.StationInformationSnapshot, ResourceNames.Topics.StationInfo,
        Live + "station_information.json");

    public static readonly IReadOnlyDictionary<string, CollectorKind> ByName = new Dictionary<string, CollectorKind>
    {
        [StationStatus.Name] = StationStatus,
        [StationInformation.Name] = StationInformation,
    };
}
