using PmpPulse.Contracts.Topology;
using PmpPulse.Feeds.Kinds;
using PmpPulse.ServiceDefaults.Settings;

namespace PmpPulse.Writer;

/// <summary>The writer's options.</summary>
/// <param name="Feed">The feed whose events it writes: one row per element, or whole events if curation reads them too.</param>
/// <param name="System">The system whose rows it writes, such as <c>velib</c>: usually the feed's own.</param>
/// <param name="FailsDrills">Messages with the attribute <c>dlq_test=true</c> are answered 500.</param>
internal sealed record WriterOptions(FeedTopology Feed, string System, bool FailsDrills)
{
    private static readonly Setting SourceSetting = FeedSettings.Source(
        "System whose station information is written; an event of another one becomes a dead letter (foreign_source). The raw writer keeps every system's events.");

    public static readonly IReadOnlyList<Setting> Settings = [FeedSettings.Id, SourceSetting, WriterService.DeadLetterTestSetting, GoogleCloudSettings.Project, GoogleCloudSettings.BigQueryEmulatorHost];

    /// <summary>The kind of feed.</summary>
    public FeedKind Kind { get; } = Feeds.Feed.Named(Feed.Kind);

    public static WriterOptions Read(SettingsReader settings)
    {
        var feed = FeedSettings.Read(settings, known => Feeds.Feed.All.Any(kind => kind.Name == known.Kind));
        return new WriterOptions(feed, FeedSettings.ReadSource(settings, SourceSetting, feed), settings.Flag(WriterService.DeadLetterTestSetting));
    }
}
