using PmpPulse.Contracts.Topology;
using PmpPulse.LocalCloud;
using PmpPulse.ServiceDefaults.Settings;
using PmpPulse.Warehouse.Areas;

namespace PmpPulse.Local;

/// <summary>Checked settings of the one-process system.</summary>
internal sealed record LocalOptions
{
    public required FeedChoice Feed { get; init; }

    /// <summary>The system set by the user; null takes the feed's own.</summary>
    public required string? System { get; init; }

    /// <summary>The feeds that run.</summary>
    public required IReadOnlyList<FeedTopology> Feeds { get; init; }

    /// <summary>Time between two polls of the feeds that Google Cloud polls every minute.</summary>
    public required TimeSpan Poll { get; init; }

    /// <summary>How far back the simulated city's past is filled; null: not at all.</summary>
    public required TimeSpan? History { get; init; }

    /// <summary>Polls of those feeds in a bounded run.</summary>
    public required int Polls { get; init; }

    public required string Project { get; init; }

    /// <summary>Absolute path of the folder with all data.</summary>
    public required string DataDirectory { get; init; }

    /// <summary>Time limit of BigQuery jobs that name none.</summary>
    public required TimeSpan JobTimeout { get; init; }

    /// <summary>How long rows are kept after the end of their day; null: for ever.</summary>
    public required TimeSpan? Retention { get; init; }

    /// <summary>The areas that stations are placed in; null: by their codes.</summary>
    public required AreaSource? Areas { get; init; }

    /// <summary>Whether messages with <c>dlq_test=true</c> fail in the writers.</summary>
    public required bool DeadLetterTest { get; init; }

    /// <summary>Whether this is the bounded run, where each poll of the simulated city is a new snapshot.</summary>
    public required bool Bounded { get; init; }

    public required LocalPorts Ports { get; init; }

    /// <summary>Reads all settings; every fault is recorded with the reader.</summary>
    /// <param name="names">The settings, with the defaults of the run.</param>
    /// <param name="settings">Where they are read and where faults are collected.</param>
    /// <param name="freshDirectory">Data directory where none is set.</param>
    public static LocalOptions Read(LocalSettings names, SettingsReader settings, string freshDirectory)
    {
        int Port(Setting setting) => (int)settings.Integer(setting, 0, 65_535);

        var feed = ReadFeed(names.Feed, settings);
        var retention = LocalCloudSettings.ReadRetention(settings, names.Retention);
        return new LocalOptions
        {
            Feed = feed,
            System = settings.OptionalText(names.System),
            Feeds = FeedSettings.ReadEnabled(settings),
            Poll = settings.Duration(names.Poll, TimeSpan.FromMilliseconds(50), TimeSpan.FromDays(1)),
            History = names.Bounded ? null : ReadHistory(names, settings, feed, retention),
            Polls = (int)settings.Integer(names.Polls, 1, 100_000),
            Project = settings.Text(names.Project),
            DataDirectory = Path.GetFullPath(settings.OptionalText(names.DataDirectory) ?? freshDirectory),
            JobTimeout = LocalCloudSettings.ReadJobTimeout(settings, names.JobTimeout),
            Retention = retention,
            Areas = settings.OptionalText(names.Areas) is { } areas ? AreaSource.Of(areas, settings.OptionalText(names.AreasAttribution)) : null,
            DeadLetterTest = settings.Flag(names.DeadLetterTest),
            Bounded = names.Bounded,
            Ports = new LocalPorts
            {
                PubSub = Port(names.PubSubPort),
                BigQuery = Port(names.BigQueryPort),
                Scheduler = Port(names.SchedulerPort),
                Simulator = Port(names.SimulatorPort),
                Dashboard = Port(names.DashboardPort),
                Feeds = names.FeedPorts.ToDictionary(setting => setting.Name, Port),
            },
        };
    }

    private static TimeSpan? ReadHistory(LocalSettings names, SettingsReader settings, FeedChoice feed, TimeSpan? retention)
    {
        if (!settings.IsSet(names.History)) return null;
        var history = settings.Duration(names.History, TimeSpan.FromHours(1), TimeSpan.FromDays(400));
        if (feed.Origin != FeedOrigin.Simulated) settings.AddFault(names.History, $"fills the past of the simulated city, and FEED is {feed}", "give FEED=sim too; recorded feeds come in by `pmpctl import`");
        else if (history > retention) settings.AddFault(names.History, $"is longer than the {retention.Value.TotalDays:0.##} days that rows are kept", "give a longer RETENTION too; 0s keeps everything");
        return history;
    }

    private static FeedChoice ReadFeed(Setting setting, SettingsReader settings)
    {
        var text = settings.Text(setting);
        if (FeedChoice.Parse(text) is not { } feed)
        {
            settings.AddFault(setting, $"'{text}' is not valid", "give auto, live, sim or dir:PATH");
            return new FeedChoice(FeedOrigin.Simulated);
        }

        if (feed is { Origin: FeedOrigin.Recorded, Folder: { } folder } && !Directory.Exists(folder))
        {
            settings.AddFault(setting, $"there is no folder {Path.GetFullPath(folder)}", "name a folder that holds station_status*.json");
        }

        return feed;
    }
}
