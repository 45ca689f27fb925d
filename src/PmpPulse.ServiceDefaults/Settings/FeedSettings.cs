using PmpPulse.Contracts.Topology;

namespace PmpPulse.ServiceDefaults;

/// <summary>The settings that tell a service which feed it serves.</summary>
public static class FeedSettings
{
    /// <summary>Which feed.</summary>
    public static readonly Setting Id = new(
        "FEED_ID", "The feed: its file in infra/feeds has the names of its topic, subscriptions and tables.", FeedTopology.DefaultId, Default: FeedTopology.DefaultId);

    /// <summary>Reads which feed a service serves.</summary>
    /// <param name="settings">Where faults are recorded.</param>
    /// <param name="serves">Whether the service can serve a feed.</param>
    public static FeedTopology Read(SettingsReader settings, Func<FeedTopology, bool> serves) =>
        settings.Choice(Id, FeedTopology.All.Where(serves).ToDictionary(feed => feed.Id));
}
