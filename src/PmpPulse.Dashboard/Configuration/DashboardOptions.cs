namespace PmpPulse.Dashboard.Configuration;

/// <summary>What the dashboard shows, how often it asks the warehouse, and what an answer may cost.</summary>
/// <param name="SystemId">The bike-share system on the page: <c>system_id</c> of the marts.</param>
/// <param name="Refresh">The warehouse is asked for the latest states at most this often, however many viewers there are.</param>
/// <param name="LateAfter">Data older than this is shown in amber.</param>
/// <param name="StoppedAfter">Data older than this is shown in red.</param>
/// <param name="MaxBytesBilled">Most bytes a single query may be billed for; BigQuery refuses a larger one.</param>
/// <param name="Streets">The street map under the stations; null draws a plain ground.</param>
internal sealed record DashboardOptions(
    string SystemId, TimeSpan Refresh, TimeSpan LateAfter, TimeSpan StoppedAfter, long MaxBytesBilled, StreetMap? Streets)
{
    private const string NoStreets = "none";

    private static readonly string[] Places = ["{z}", "{x}", "{y}"];

    // France's own map: no key, no account, Licence Ouverte
    private const string FrenchStreets =
        "https://data.geopf.fr/wmts?SERVICE=WMTS&REQUEST=GetTile&VERSION=1.0.0&LAYER=GEOGRAPHICALGRIDSYSTEMS.PLANIGNV2&STYLE=normal&FORMAT=image/png&TILEMATRIXSET=PM&TILEMATRIX={z}&TILEROW={y}&TILECOL={x}";

    private static readonly Setting SystemSetting = new("SYSTEM_ID", "Bike-share system to show: system_id of the marts.", "baywheels", Default: "velib");

    private static readonly Setting RefreshSetting = new(
        "REFRESH_SECONDS", "How often the warehouse is asked for the latest states, in seconds; only while somebody looks, and once for all viewers.", "300", Default: "60");

    private static readonly Setting LateSetting = new(
        "LATE_AFTER", "Age of the newest snapshot from which the page shows it in amber; unset: three minutes and twice REFRESH_SECONDS.", "10m");

    private static readonly Setting StoppedSetting = new(
        "STOPPED_AFTER", "Age of the newest snapshot from which the page shows it in red; unset: fifteen minutes and twice REFRESH_SECONDS.", "1h");

    private static readonly Setting BytesSetting = new(
        "MAX_BYTES_BILLED", "Most bytes that a single query may be billed for; BigQuery refuses a larger one at no cost.", "500000000", Default: "1000000000");

    private static readonly Setting StreetsSetting = new(
        "STREETS_URL", $"Address of the street map's tiles, with {{z}}, {{x}} and {{y}}; {NoStreets} draws a plain ground and asks no third party. The default covers France.",
        "https://tiles.example.org/{z}/{x}/{y}.png", Default: FrenchStreets);

    private static readonly Setting AttributionSetting = new(
        "STREETS_ATTRIBUTION", "Whom the page thanks for the street map.", "© Example", Default: "© IGN, Géoplateforme");

    public static readonly IReadOnlyList<Setting> Settings =
    [
        SystemSetting, RefreshSetting, LateSetting, StoppedSetting, BytesSetting, StreetsSetting, AttributionSetting,
        GoogleCloudSettings.Project, GoogleCloudSettings.BigQueryEmulatorHost,
    ];

    /// <summary>Names of the settings that hosts of this service set.</summary>
    public static string SystemName => SystemSetting.Name;

    public static DashboardOptions Read(SettingsReader settings)
    {
        var refresh = TimeSpan.FromSeconds(settings.Integer(RefreshSetting, 1, 86_400));
        return new DashboardOptions(
            settings.Text(SystemSetting),
            refresh,
            Age(settings, LateSetting, TimeSpan.FromMinutes(3) + (2 * refresh)),
            Age(settings, StoppedSetting, TimeSpan.FromMinutes(15) + (2 * refresh)),
            settings.Integer(BytesSetting, 1_000_000, long.MaxValue),
            ReadStreets(settings));
    }

    private static TimeSpan Age(SettingsReader settings, Setting setting, TimeSpan usual) =>
        settings.IsSet(setting) ? settings.Duration(setting, TimeSpan.FromSeconds(1), TimeSpan.FromDays(31)) : usual;

    private static StreetMap? ReadStreets(SettingsReader settings)
    {
        var template = settings.Text(StreetsSetting);
        if (template == NoStreets) return null;
        var tile = Places.Aggregate(template, (address, place) => address.Replace(place, "0", StringComparison.Ordinal));
        if (tile.Contains('{') || !Places.All(template.Contains) || !Uri.TryCreate(tile, UriKind.Absolute, out var server) || server.Scheme is not ("https" or "http"))
        {
            settings.AddFault(StreetsSetting, $"'{template}' is not valid", $"give an http or https address with {{z}}, {{x}} and {{y}}, or {NoStreets}");
            return null;
        }

        return new StreetMap(template, server.GetLeftPart(UriPartial.Authority), settings.Text(AttributionSetting));
    }
}
