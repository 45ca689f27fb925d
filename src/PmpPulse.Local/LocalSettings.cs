using PmpPulse.Contracts.Topology;
using PmpPulse.Dashboard;
using PmpPulse.LocalCloud;
using PmpPulse.ServiceDefaults.Settings;
using PmpPulse.Warehouse.Areas;
using PmpPulse.Writer;

namespace PmpPulse.Local;

/// <summary>The settings of the one-process system, as environment variables or <c>--NAME=value</c> arguments.</summary>
internal sealed class LocalSettings
{
    /// <param name="bounded">True for the bounded run, which has other defaults and takes free ports.</param>
    public LocalSettings(bool bounded)
    {
        Bounded = bounded;
        Feed = new Setting(
            "FEED",
            "auto, live, sim or dir:PATH: the live feed, a simulated city, or a folder of recorded files; auto takes the live feed and, where it can't be reached, the simulated city.",
            "dir:recordings/monday",
            Default: bounded ? "sim" : "auto");
        Poll = new Setting("POLL", "Time between two polls of the feeds that are polled every minute on Google Cloud.", "30s", Default: bounded ? "1s" : "60s");
        DataDirectory = LocalCloudSettings.DataDirectory with { Default = bounded ? null : LocalCloudSettings.DataDirectory.Default };
    }

    /// <summary>Whether these are the settings of the bounded run.</summary>
    public bool Bounded { get; }

    public Setting Feed { get; }

    public Setting System { get; } = new(
        FeedSettings.SourceName,
        "System that the feed is of: the source of its events, and system_id of its rows. Unset: a recording's own, by its system_information.json or a folder named <system>-<date>; else velib.",
        "baywheels");

    public Setting Feeds { get; } = FeedSettings.Feeds;

    public Setting Poll { get; }

    public Setting History { get; } = new(
        "HISTORY", "With FEED=sim: how far back the simulated city's past is filled at the start, through the pipeline; what is there already is kept.", "14d");

    public Setting Polls { get; } = new("POLLS", "Polls of those feeds in the bounded run.", "20", Default: "5");

    public Setting Project { get; } = GoogleCloudSettings.Project with
    {
        Description = "Project id that resources are named with.",
        Default = "pmp-local",
        Required = false,
    };

    public Setting DataDirectory { get; }

    public Setting JobTimeout { get; } = LocalCloudSettings.JobTimeout;

    public Setting Areas { get; } = new(
        "AREAS_URL",
        $"GeoJSON of the areas that stations are placed in, an address or a file; {AreaSource.CityName} is the arrondissements of the City of Paris ({AreaSource.City.Location}, licence ODbL 1.0, shown as \"{AreaSource.City.Attribution}\"). Unset: what was loaded stays, and without any, the codes of Vélib's stations place them.",
        AreaSource.CityName);

    public Setting AreasAttribution { get; } = new(
        "AREAS_ATTRIBUTION", "Who must be named where areas of another AREAS_URL are shown, with their licence.", "IGN, Admin Express (Licence Ouverte)");

    /// <summary>As long as on Google Cloud (<c>retention_days</c> in <c>infra/feeds</c>), unlike in LocalCloud alone, which keeps everything.</summary>
    public Setting Retention { get; } = LocalCloudSettings.Retention with { Default = "31d" };

    /// <summary>On by default, unlike on Google Cloud: the system on one machine is meant for rehearsals.</summary>
    public Setting DeadLetterTest { get; } = WriterService.DeadLetterTestSetting with { Default = "true" };

    public Setting PubSubPort => Port(LocalCloudSettings.PubSubPort);

    public Setting BigQueryPort => Port(LocalCloudSettings.BigQueryPort);

    public Setting SchedulerPort => Port(LocalCloudSettings.SchedulerPort);

    public Setting SimulatorPort => Port("SIMULATOR_PORT", "the feed simulator", 8130);

    public Setting DashboardPort => Port("DASHBOARD_PORT", "the dashboard", DashboardService.Description.DefaultPort);

    /// <summary>Ports of every feed's services.</summary>
    public IReadOnlyList<Setting> FeedPorts => [.. FeedTopology.All.SelectMany(FeedPort.AllOf).Select(port => Port(port.Setting, port.Of, port.Default))];

    public IReadOnlyList<Setting> All =>
    [
        Feed, System, Feeds, Poll, Bounded ? Polls : History, DataDirectory, Retention, Areas, AreasAttribution, Project, JobTimeout, DeadLetterTest,
        DashboardPort, PubSubPort, BigQueryPort, SchedulerPort, SimulatorPort, .. FeedPorts,
    ];

    private Setting Port(string name, string of, int port) =>
        Port(new Setting(name, $"TCP port of {of}; 0 takes a free one.", $"{port}", Default: $"{port}"));

    private Setting Port(Setting setting) => Bounded ? setting with { Default = "0" } : setting;
}
