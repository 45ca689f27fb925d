namespace PmpPulse.Writer;

/// <summary>Which writer this is.</summary>
/// <param name="Kind">What it writes.</param>
/// <param name="System">The system whose station information it writes, such as <c>velib</c>.</param>
/// <param name="FailsDrills">Messages with the attribute <c>dlq_test=true</c> are answered 500.</param>
internal sealed record WriterOptions(WriterKind Kind, string System, bool FailsDrills)
{
    private static readonly Setting KindSetting = new(
        "WRITER_KIND", "raw (status events into the raw table) or station_information (one row per station).", "raw", Required: true);

    private static readonly Setting SourceSetting = new(
        "FEED_SOURCE",
        "System whose station information is written; an event of another one becomes a dead letter (foreign_source). The raw writer keeps every system's events.",
        "velib", Default: "velib");

    public static readonly IReadOnlyList<Setting> Settings = [KindSetting, SourceSetting, WriterService.DeadLetterTestSetting, GoogleCloudSettings.Project, GoogleCloudSettings.BigQueryEmulatorHost];

    public static WriterOptions Read(SettingsReader settings)
    {
        var options = new WriterOptions(settings.Choice(KindSetting, WriterKind.ByName), settings.Text(SourceSetting), settings.Flag(WriterService.DeadLetterTestSetting));
        return options;
    }
}
