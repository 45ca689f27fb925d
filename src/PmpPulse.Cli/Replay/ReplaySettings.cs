using System.CommandLine;
using Microsoft.Extensions.Configuration;
using PmpPulse.Cli.Running;
using PmpPulse.Contracts.Topology;
using PmpPulse.Operations;

namespace PmpPulse.Cli.Replay;

/// <summary>The options of <c>pmpctl replay</c>.</summary>
internal sealed class ReplaySettings(IConfiguration environment, TimeProvider clock)
{
    private const string AllPaths = "all";

    private static readonly Dictionary<string, ReplaySource> Sources = new()
    {
        ["hold"] = ReplaySource.Hold,
        ["curated-dlq"] = ReplaySource.CuratedDlq,
        ["raw"] = ReplaySource.Raw,
    };

    private static readonly string[] Stages = ["parse_normalize", "snapshot_to_station_rows", "validate_row", "bq_insert_curated"];

    private readonly SettingOption _source = new("--source", new(
        "REPLAY_SOURCE", "hold (the default): what the push paths gave up; curated-dlq: curation's dead letters; raw: curate again what was collected.",
        "raw", Default: "hold"));

    private readonly SettingOption _path = new("--path", new(
        "REPLAY_PATH", $"For hold: {string.Join(", ", FeedTopology.All.Select(feed => feed.DeadLetters.Name))} or {AllPaths} (the default).",
        FeedTopology.All[0].DeadLetters.Name, Default: AllPaths));

    private readonly SettingOption _feed = new("--feed", new(
        "REPLAY_FEED", $"For the tables: id of the feed; {FeedTopology.DefaultId}.", FeedTopology.DefaultId, Default: FeedTopology.DefaultId));

    private readonly SettingOption _stage = new("--stage", new("REPLAY_STAGE", $"For curated-dlq: one stage ({string.Join(", ", Stages)}).", Stages[0]));

    private readonly SettingOption _since = new("--since", new(
        "REPLAY_SINCE",
        "For the tables: rows from this time on (dlq_ts; ingest_ts of raw): RFC 3339, or an age such as 2h or 7d (the default of curated-dlq).", "2h"));

    private readonly SettingOption _until = new("--until", new("REPLAY_UNTIL", "For the tables: rows before this time.", "1h"));

    private readonly SettingOption _enabled = new("--replay-enabled", new(
        "REPLAY_ENABLED", "Really replay: without it, and without --dry-run, nothing is done.", "true", Default: "false"), isFlag: true);

    private readonly SettingOption _dryRun = new("--dry-run", new("DRY_RUN", "Only report what would be done.", "true", Default: "false"), isFlag: true);

    private readonly SettingOption _maxMessages = new("--max-messages", new(
        "MAX_MESSAGES", "Maximum number of messages replayed or parked; 100.", "500", Default: "100"));

    private readonly SettingOption _qps = new("--qps", new("QPS", "Maximum number of messages published per second; 5.", "20", Default: "5"));

    private readonly SettingOption _maxReplays = new("--max-replays", new(
        "MAX_REPLAYS", "A message that was replayed this often goes to pmp_ops.dlq_parked instead; 3.", "1", Default: "3"));

    private readonly SettingOption _idle = new("--idle-timeout", new(
        "IDLE_TIMEOUT", "For hold: a backlog that yields nothing for this long counts as empty; 5s.", "10s", Default: "5s"));

    private SettingOption[] All => [_source, _path, _feed, _stage, _since, _until, _enabled, _dryRun, _maxMessages, _qps, _maxReplays, _idle];

    public void AddTo(Command command)
    {
        foreach (var setting in All) command.Options.Add(setting.Option);
    }

    /// <param name="result">What was typed.</param>
    /// <param name="systemId">The system whose rows are replayed.</param>
    /// <param name="feeds">The feeds of the system.</param>
    /// <exception cref="MisuseException">A setting is wrong, or replaying is not enabled; all faults are reported at once.</exception>
    public ReplayOptions Read(ParseResult result, string systemId, IReadOnlyList<FeedTopology> feeds)
    {
        var settings = SettingOption.Reader(result, environment, All);
        var curated = FeedTopology.All.Where(feed => feed.Curation is not null).ToDictionary(feed => feed.Id);
        var paths = FeedTopology.All.ToDictionary(feed => feed.DeadLetters.Name, feed => (IReadOnlyList<FeedTopology>)[feed]);
        paths.Add(AllPaths, feeds);
        var options = new ReplayOptions
        {
            SystemId = systemId,
            Source = settings.Choice(_source.Given(result), Sources),
            Paths = settings.Choice(_path.Given(result), paths),
            Feed = settings.Choice(_feed.Given(result), curated),
            Stage = settings.IsSet(_stage.Given(result)) ? settings.Choice(_stage.Given(result), Stages.ToDictionary(stage => stage)) : null,
            Since = Time(settings, _since.Given(result)),
            Until = Time(settings, _until.Given(result)),
            DryRun = settings.Flag(_dryRun.Given(result)),
            MaxMessages = (int)settings.Integer(_maxMessages.Given(result), 1, 1_000_000),
            Qps = settings.Number(_qps.Given(result), 0.01, 1_000),
            MaxReplays = (int)settings.Integer(_maxReplays.Given(result), 0, 1_000),
            IdleTimeout = settings.Duration(_idle.Given(result), TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(30)),
        };
        var isEnabled = settings.Flag(_enabled.Given(result));
        if (options is { Source: ReplaySource.Raw, Since: null })
        {
            settings.AddFault(_since.Given(result), "is not set, and --source raw curates a time range again", "give its start");
        }

        if (options.Since >= options.Until) settings.AddFault(_until.Given(result), "is not after the start (--since)", "give a later time");
        if (options.Source == ReplaySource.Hold && settings.IsSet(_feed.Given(result)))
        {
            settings.AddFault(
                _feed.Given(result), "names a feed for its tables, which --source curated-dlq and raw read",
                $"name what the push paths gave up by --path (REPLAY_PATH), here --path {options.Feed.DeadLetters.Name}, or another source's feed");
        }

        settings.ThrowIfMisused();
        return isEnabled || options.DryRun ? options : throw new MisuseException(
            "nothing is replayed unless you ask for it: set REPLAY_ENABLED=true (or --replay-enabled), or first see what would be done with DRY_RUN=true (or --dry-run).");
    }

    private DateTimeOffset? Time(SettingsReader settings, Setting setting)
    {
        if (settings.OptionalText(setting) is not { } text) return null;
        if (Age.TryReadTime(text, clock.GetUtcNow(), out var time)) return time;
        settings.AddFault(setting, $"'{text}' is not valid", $"give {Age.TimeForms}");
        return null;
    }
}
