using PmpPulse.Contracts.Topology;
using PmpPulse.Feeds.Kinds;
using PmpPulse.ServiceDefaults;

namespace PmpPulse.Writer;

/// <summary>Which writer this is.</summary>
/// <param name="Feed">Whose events it writes: one row per element, or the events as they are where curation reads them too.</param>
/// <param name="FailsDrills">Messages with the attribute <c>dlq_test=true</c> are answered 500.</param>
internal sealed record WriterOptions(FeedTopology Feed, bool FailsDrills)
{
    public static readonly IReadOnlyList<Setting> Settings = [FeedSettings.Id, WriterService.DeadLetterTestSetting, CommonSettings.Project, CommonSettings.BigQueryEmulatorHost];

    /// <summary>What the code knows of such feeds.</summary>
    public FeedKind Kind { get; } = Feeds.Feed.Named(Feed.Kind);

    public static WriterOptions Read(SettingsReader settings)
    {
        var options = new WriterOptions(
            FeedSettings.Read(settings, known => Feeds.Feed.All.Any(kind => kind.Name == known.Kind)),
            settings.Flag(WriterService.DeadLetterTestSetting));
        settings.Text(CommonSettings.Project);
        settings.HostAndPort(CommonSettings.BigQueryEmulatorHost);
        return options;
    }
}
