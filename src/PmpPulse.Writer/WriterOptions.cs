using PmpPulse.Contracts.Topology;
using PmpPulse.ServiceDefaults;

namespace PmpPulse.Writer;

/// <summary>Which writer this is.</summary>
/// <param name="Feed">Whose events it writes: as they are where curation reads them too, else one row per station.</param>
/// <param name="FailsDrills">Messages with the attribute <c>dlq_test=true</c> are answered 500.</param>
internal sealed record WriterOptions(FeedTopology Feed, bool FailsDrills)
{
    private const string StationInformation = "station_information";

    public static readonly IReadOnlyList<Setting> Settings = [FeedSettings.Id, WriterService.DeadLetterTestSetting, CommonSettings.Project, CommonSettings.BigQueryEmulatorHost];

    /// <summary>Whether events are written as they are.</summary>
    public bool IsRaw => Feed.Curation is not null;

    public static WriterOptions Read(SettingsReader settings)
    {
        var options = new WriterOptions(
            FeedSettings.Read(settings, feed => feed.Curation is not null || feed.Kind == StationInformation),
            settings.Flag(WriterService.DeadLetterTestSetting));
        settings.Text(CommonSettings.Project);
        settings.HostAndPort(CommonSettings.BigQueryEmulatorHost);
        return options;
    }
}
