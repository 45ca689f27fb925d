using PmpPulse.Contracts.Topology;

namespace PmpPulse.ServiceDefaults.Settings;

/// <summary>The settings that choose a service's feed.</summary>
public static class FeedSettings
{
    /// <summary>Which feed.</summary>
    public static readonly Setting Id = new(
        "FEED_ID", "The feed: its file in infra/feeds has the names of its topic, subscriptions and tables.", FeedTopology.DefaultId, Default: FeedTopology.DefaultId);

    /// <summary>Which feeds, for programs that run or stop several.</summary>
    public static readonly Setting Feeds = new(
        "FEEDS",
        $"Ids of the feeds that run, separated by commas; if unset, those whose files in infra/feeds say so: {string.Join(",", FeedTopology.Default.Select(feed => feed.Id))}.",
        FeedTopology.DefaultId);

    /// <summary>Name of the setting that names the system a feed is of.</summary>
    public const string SourceName = "FEED_SOURCE";

    /// <summary>Which system.</summary>
    /// <param name="use">What the service does with it.</param>
    public static Setting Source(string use) => new(SourceName, $"{use} If unset, the first part of FEED_ID.", "baywheels");

    /// <summary>Reads which system; the feed's own if unset.</summary>
    public static string ReadSource(SettingsReader settings, Setting source, FeedTopology feed) => settings.Text(source with { Default = feed.System });

    /// <summary>Reads which feeds run.</summary>
    public static IReadOnlyList<FeedTopology> ReadEnabled(SettingsReader settings) => ReadEnabled(settings, Feeds);

    /// <inheritdoc cref="ReadEnabled(SettingsReader)"/>
    /// <param name="settings">Where faults are recorded.</param>
    /// <param name="setting"><see cref="Feeds"/>, under the name by which it was given.</param>
    public static IReadOnlyList<FeedTopology> ReadEnabled(SettingsReader settings, Setting setting)
    {
        if (!settings.IsSet(setting)) return FeedTopology.Default;
        var feeds = new List<FeedTopology>();
        foreach (var id in settings.List(setting).Distinct())
        {
            if (FeedTopology.Find(id) is { } feed) feeds.Add(feed);
            else settings.AddFault(setting, $"there is no feed '{id}'", $"give ids of {string.Join(", ", FeedTopology.All.Select(known => known.Id))}, separated by commas");
        }

        return feeds;
    }

    /// <summary>Reads which feed a service serves.</summary>
    /// <param name="settings">Where faults are recorded.</param>
    /// <param name="serves">Whether the service can serve a feed.</param>
    public static FeedTopology Read(SettingsReader settings, Func<FeedTopology, bool> serves) =>
        settings.Choice(Id, FeedTopology.All.Where(serves).ToDictionary(feed => feed.Id));
}
