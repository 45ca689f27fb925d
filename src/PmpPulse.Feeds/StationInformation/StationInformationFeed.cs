using PmpPulse.Feeds.Gbfs;
using PmpPulse.Feeds.Kinds;

namespace PmpPulse.Feeds.StationInformation;

/// <summary>GBFS <c>station_information</c>: names and places.</summary>
public static class StationInformationFeed
{
    /// <summary>Its stations.</summary>
    public static FeedList List { get; } = new("station", ["stations"], ["station_id"]);

    public static FeedKind Kind { get; } = new("station_information", List)
    {
        // a name may be in the other file, too; what only that one has decides first
        Marks = ["lat", "name"],
        Written = schema => new StationInformationRows(schema),
    };
}
