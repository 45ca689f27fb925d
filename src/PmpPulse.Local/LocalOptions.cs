using Microsoft.Extensions.Configuration;

namespace PmpPulse.Local;

/// <summary>Settings of the one-process system, from environment variables or <c>--NAME=value</c> arguments.</summary>
internal sealed record LocalOptions
{
    public required FeedChoice Feed { get; init; }

    /// <summary>Time between two polls of the station status.</summary>
    public required TimeSpan Poll { get; init; }

    /// <summary>Status polls of a bounded run.</summary>
    public required int Polls { get; init; }

    public required string Project { get; init; }

    /// <summary>Where messages and tables are kept.</summary>
    public required string DataDirectory { get; init; }

    public required LocalPorts Ports { get; init; }

    /// <summary>Reads and checks all settings.</summary>
    /// <param name="configuration">Environment variables and arguments.</param>
    /// <param name="bounded">True for the bounded run, which has other defaults and takes free ports.</param>
    /// <param name="faults">Every fault found, each naming its setting and what would be valid.</param>
    public static LocalOptions? Read(IConfiguration configuration, bool bounded, out IReadOnlyList<string> faults)
    {
        var found = new List<string>();
        T Setting<T>(string name, string fallback, Func<string, T?> parse, string valid)
        {
            var text = configuration[name] is { Length: > 0 } given ? given.Trim() : fallback;
            if (parse(text) is { } value)
            {
                return value;
            }

            found.Add($"{name} is '{text}': it must be {valid}");
            return default!;
        }

        int Number(string name, int fallback, int least, int most) => Setting<int?>(
            name,
            $"{fallback}",
            text => int.TryParse(text, System.Globalization.CultureInfo.InvariantCulture, out var number) && number >= least && number <= most ? number : null,
            $"a whole number from {least} to {most}") ?? least;

        int Port(string name, int fallback) => Number(name, bounded ? 0 : fallback, 0, 65_535);

        var options = new LocalOptions
        {
            Feed = Setting("FEED", bounded ? "sim" : "auto", FeedChoice.Parse, FeedChoice.Valid),
            Poll = Setting<TimeSpan?>("POLL", bounded ? "1s" : "60s", Interval.Parse, Interval.Valid) ?? default,
            Polls = Number("POLLS", 5, 1, 100_000),
            Project = Setting("GOOGLE_CLOUD_PROJECT", "pmp-local", text => IsProjectId(text) ? text : null, "6 to 30 lower-case letters, digits and hyphens, first a letter"),
            DataDirectory = Path.GetFullPath(configuration["DATA_DIR"] is { Length: > 0 } folder ? folder : ".pmp"),
            Ports = new LocalPorts
            {
                PubSub = Port("PUBSUB_PORT", 8085),
                BigQuery = Port("BIGQUERY_PORT", 9050),
                Scheduler = Port("SCHEDULER_PORT", 8090),
                StatusCollector = Port("COLLECTOR_PORT", 8101),
                StationInfoCollector = Port("STATION_INFO_COLLECTOR_PORT", 8102),
                RawWriter = Port("WRITER_PORT", 8111),
                StationInfoWriter = Port("STATION_INFO_WRITER_PORT", 8112),
                Curation = Port("CURATION_PORT", 8121),
                Simulator = Port("SIMULATOR_PORT", 8130),
            },
        };

        if (options.Feed is { Kind: FeedKind.Recorded, Folder: var path } && !Directory.Exists(path))
        {
            found.Add($"FEED is '{options.Feed}': there is no folder {Path.GetFullPath(path!)}");
        }

        faults = found;
        return found.Count == 0 ? options : null;
    }

    private static bool IsProjectId(string text) =>
        text.Length is >= 6 and <= 30 && char.IsAsciiLetterLower(text[0])
        && text.All(character => char.IsAsciiLetterLower(character) || char.IsAsciiDigit(character) || character == '-');
}
