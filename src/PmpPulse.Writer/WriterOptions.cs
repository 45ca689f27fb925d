namespace PmpPulse.Writer;

/// <summary>Which writer this is.</summary>
/// <param name="Kind">What it writes.</param>
/// <param name="FailsDrills">Messages with the attribute <c>dlq_test=true</c> are answered 500.</param>
internal sealed record WriterOptions(WriterKind Kind, bool FailsDrills)
{
    private static readonly Setting KindSetting = new(
        "WRITER_KIND", "raw (status events into the raw table) or station_information (one row per station).", "raw", Required: true);

    public static readonly IReadOnlyList<Setting> Settings = [KindSetting, WriterService.DeadLetterTestSetting, GoogleCloudSettings.Project, GoogleCloudSettings.BigQueryEmulatorHost];

    public static WriterOptions Read(SettingsReader settings)
    {
        var options = new WriterOptions(settings.Choice(KindSetting, WriterKind.ByName), settings.Flag(WriterService.DeadLetterTestSetting));
        return options;
    }
}
