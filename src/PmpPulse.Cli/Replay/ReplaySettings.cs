using System.CommandLine;
using System.Globalization;
using PmpPulse.Cli.Running;
using PmpPulse.Contracts.Topology;
using PmpPulse.GoogleCloud;

namespace PmpPulse.Cli.Replay;

/// <summary>The options of <c>pmpctl replay</c>.</summary>
internal sealed class ReplaySettings
{
    private const string AllPaths = "all";

    private static readonly string Paths = $"{string.Join(", ", FeedTopology.All.Select(feed => feed.DeadLetters.Name))} or {AllPaths}";

    private static readonly string[] Stages = ["parse_normalize", "snapshot_to_station_rows", "validate_row", "bq_insert_curated"];

    private readonly Func<string, string?> _environment;

    private readonly EnvironmentOption<ReplaySource> _source = new(
        "--source", "REPLAY_SOURCE", "hold (the default): what the push paths gave up; curated-dlq: curation's dead letters; raw: curate again what was collected.",
        ReplaySource.Hold, ReadSource);

    private readonly EnvironmentOption<IReadOnlyList<FeedTopology>?> _path = new(
        "--path", "REPLAY_PATH", $"For hold: {Paths} (the default).", null, ReadPath);

    private readonly EnvironmentOption<FeedTopology?> _feed = new(
        "--feed", "REPLAY_FEED", $"For the tables: id of the feed; {FeedTopology.DefaultId}.", null, ReadFeed);

    private readonly EnvironmentOption<string?> _stage = new(
        "--stage", "REPLAY_STAGE", $"For curated-dlq: one stage ({string.Join(", ", Stages)}).", null, ReadStage);

    private readonly EnvironmentOption<DateTimeOffset?> _since;
    private readonly EnvironmentOption<DateTimeOffset?> _until;

    private readonly EnvironmentOption<bool> _enabled = new("--replay-enabled", "REPLAY_ENABLED", "Really replay: without it, and without --dry-run, nothing is done.", false, ReadFlag);

    private readonly EnvironmentOption<bool> _dryRun = new("--dry-run", "DRY_RUN", "Only report what would be done.", false, ReadFlag);

    private readonly EnvironmentOption<int> _maxMessages = new(
        "--max-messages", "MAX_MESSAGES", "Maximum number of messages replayed or parked; 100.", 100, ReadInteger(1, 1_000_000));

    private readonly EnvironmentOption<double> _qps = new("--qps", "QPS", "Maximum number of messages published per second; 5.", 5, ReadQps);

    private readonly EnvironmentOption<int> _maxReplays = new(
        "--max-replays", "MAX_REPLAYS", "A message that was replayed this often goes to pmp_ops.dlq_parked instead; 3.", 3, ReadInteger(0, 1_000));

    private readonly EnvironmentOption<TimeSpan> _idle = new(
        "--idle-timeout", "IDLE_TIMEOUT", "For hold: a backlog that yields nothing for this long counts as empty; 5s.", TimeSpan.FromSeconds(5), ReadIdle);

    public ReplaySettings(Func<string, string?> environment, TimeProvider clock)
    {
        _environment = environment;
        _since = new(
            "--since", "REPLAY_SINCE", "For the tables: rows from this time on (dlq_ts; ingest_ts of raw): RFC 3339, or an age such as 2h or 7d (the default of curated-dlq).", null, ReadTime);
        _until = new("--until", "REPLAY_UNTIL", "For the tables: rows before this time.", null, ReadTime);

        string? ReadTime(string text, out DateTimeOffset? time)
        {
            time = Age.TryReadTime(text, clock.GetUtcNow(), out var instant) ? instant : null;
            return time is null ? Age.TimeForms : null;
        }
    }

    public void AddTo(Command command)
    {
        Option[] options =
        [
            _source.Option, _path.Option, _feed.Option, _stage.Option, _since.Option, _until.Option, _enabled.Option, _dryRun.Option, _maxMessages.Option,
            _qps.Option, _maxReplays.Option, _idle.Option,
        ];
        foreach (var option in options) command.Options.Add(option);
    }

    /// <exception cref="GoogleCloudConfigurationException">
    /// A setting is wrong, or replaying is not enabled; all faults are reported at once.
    /// </exception>
    /// <param name="result">What was typed.</param>
    /// <param name="systemId">The system whose rows are replayed.</param>
    /// <param name="feeds">The feeds of the system.</param>
    public ReplayOptions Read(ParseResult result, string systemId, IReadOnlyList<FeedTopology> feeds)
    {
        var faults = new List<string>();
        var enabled = _enabled.Read(result, _environment, faults);
        var feed = _feed.Read(result, _environment, faults);
        var options = new ReplayOptions
        {
            SystemId = systemId,
            Source = _source.Read(result, _environment, faults),
            Paths = _path.Read(result, _environment, faults) ?? feeds,
            Feed = feed ?? FeedTopology.Find(FeedTopology.DefaultId)!,
            Stage = _stage.Read(result, _environment, faults),
            Since = _since.Read(result, _environment, faults),
            Until = _until.Read(result, _environment, faults),
            DryRun = _dryRun.Read(result, _environment, faults),
            MaxMessages = _maxMessages.Read(result, _environment, faults),
            Qps = _qps.Read(result, _environment, faults),
            MaxReplays = _maxReplays.Read(result, _environment, faults),
            IdleTimeout = _idle.Read(result, _environment, faults),
        };
        if (faults.Count == 0) faults.AddRange(Check(options, enabled));
        if (options.Source == ReplaySource.Hold && feed is not null)
        {
            faults.Add($"--feed (REPLAY_FEED) is of the tables: what the push paths gave up is named by --path (REPLAY_PATH), here --path {feed.DeadLetters.Name}.");
        }

        return faults.Count == 0 ? options : throw new GoogleCloudConfigurationException(string.Join(Environment.NewLine, faults));
    }

    private static IEnumerable<string> Check(ReplayOptions options, bool enabled)
    {
        if (!enabled && !options.DryRun)
        {
            yield return "nothing is replayed unless you ask for it: set REPLAY_ENABLED=true (or --replay-enabled), or first see what would be done with DRY_RUN=true (or --dry-run).";
        }

        if (options is { Source: ReplaySource.Raw, Since: null })
        {
            yield return "--source raw curates a time range again: give its start with --since (REPLAY_SINCE), such as --since 2h.";
        }

        if (options.Since >= options.Until) yield return "--until must be later than --since.";
    }

    private static string? ReadSource(string text, out ReplaySource source)
    {
        (source, var known) = text switch
        {
            "hold" => (ReplaySource.Hold, true),
            "curated-dlq" => (ReplaySource.CuratedDlq, true),
            "raw" => (ReplaySource.Raw, true),
            _ => (ReplaySource.Hold, false),
        };
        return known ? null : "hold, curated-dlq or raw";
    }

    private static string? ReadPath(string text, out IReadOnlyList<FeedTopology>? feeds)
    {
        feeds = text == AllPaths ? null : [.. FeedTopology.All.Where(feed => text == feed.DeadLetters.Name)];
        return feeds is { Count: 0 } ? Paths : null;
    }

    private static string? ReadFeed(string text, out FeedTopology? feed)
    {
        var curated = FeedTopology.All.Where(known => known.Curation is not null).ToList();
        feed = curated.FirstOrDefault(known => known.Id == text);
        return feed is null ? string.Join(" or ", curated.Select(known => known.Id)) : null;
    }

    private static string? ReadStage(string text, out string? stage)
    {
        stage = text;
        return Stages.Contains(text) ? null : $"one of {string.Join(", ", Stages)}";
    }

    private static string? ReadFlag(string text, out bool value) => bool.TryParse(text, out value) ? null : "true or false";

    private static OptionReader<int> ReadInteger(int min, int max) => (string text, out int value) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value) && value >= min && value <= max
            ? null
            : $"an integer from {min} to {max}";

    private static string? ReadQps(string text, out double value) =>
        double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out value) && value is >= 0.01 and <= 1_000
            ? null
            : "a number from 0.01 to 1000";

    private static string? ReadIdle(string text, out TimeSpan value) =>
        Age.TryRead(text, out value) && value >= TimeSpan.FromSeconds(1) && value <= TimeSpan.FromSeconds(30) ? null : "1s to 30s";
}
