using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Text.Json;
using PmpPulse.Cli.Running;
using PmpPulse.Contracts.Json;
using PmpPulse.Operations;

namespace PmpPulse.Cli.Logs;

/// <summary><c>pmpctl logs</c>: the log file of this machine's system, or Cloud Logging's entries.</summary>
internal static class LogsCommand
{
    public static Command Create(ConnectionOptions connection)
    {
        var service = new Argument<string?>("service")
        {
            Description = "Only services whose name contains this, such as collector, writer or curat; by default all.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var follow = new Option<bool>("--follow", "-f") { Description = "Keep showing new lines until Ctrl-C." };
        var severity = EnumOption.Of<LogSeverity>("--severity", "The lowest severity shown.");
        severity.DefaultValueFactory = _ => LogSeverity.Info;
        var since = new Option<DateTimeOffset?>("--since")
        {
            Description = "Show lines from this time on: a number and s, m, h or d, or an RFC 3339 time; by default the last hour.",
            HelpName = "30m|6h|2d|time",
            CustomParser = result => Time(result, connection.Clock),
        };
        var until = new Option<DateTimeOffset?>("--until")
        {
            Description = "Show lines up to this time, in the same forms; by default up to now.",
            HelpName = "10m|2h|time",
            CustomParser = result => Time(result, connection.Clock),
        };
        var limit = NumberOption.Of("--limit", "Show at most this many lines, the newest.", 200, 1, 100_000);

        var command = new CommandRunner(connection).Create(
            "logs",
            """
            Show what the services wrote, oldest first: on this machine from the log file of `make up`, on Google Cloud from Cloud Logging.
            With --output json, one object per line.

            Examples:
              pmpctl logs --severity warning --since 2d
              pmpctl logs --since 2026-11-30T06:00:00Z --until 2026-11-30T07:00:00Z
              pmpctl logs collector --follow
              pmpctl logs curat --target gcp --project my-project --output json

            Exit codes: 0 shown; 2 wrong usage, no credentials or no log; 3 nothing answers or it refused; 130 stopped by Ctrl-C.
            """,
            async (context, cancellationToken) =>
            {
                var query = new LogQuery(
                    context.Parsed.GetValue(service), context.Parsed.GetValue(severity),
                    context.Parsed.GetValue(since) ?? (context.Parsed.GetValue(until) ?? context.Clock.GetUtcNow()) - TimeSpan.FromHours(1))
                { Until = context.Parsed.GetValue(until) };
                if (query.Until <= query.Since) throw new MisuseException("--until is not after --since: nothing lies between them.");
                if (query.Until is not null && context.Parsed.GetValue(follow)) throw new MisuseException("--follow has no end: leave out --until.");
                var write = connection.Output(context.Parsed) == OutputFormat.Json ? (Action<TextWriter, LogLine>)WriteJson : WriteText;
                var shown = false;
                await foreach (var line in Read(context, query, context.Parsed.GetValue(limit), context.Parsed.GetValue(follow), cancellationToken))
                {
                    write(context.Output, line);
                    shown = true;
                }

                if (!shown) context.Progress.Report(Nothing(query));

                return ExitCodes.Succeeded;
            },
            failsInJson: true);
        command.Arguments.Add(service);
        command.Options.Add(follow);
        command.Options.Add(severity);
        command.Options.Add(since);
        command.Options.Add(until);
        command.Options.Add(limit);
        return command;
    }

    private static IAsyncEnumerable<LogLine> Read(CommandContext context, LogQuery query, int limit, bool follow, CancellationToken cancellationToken)
    {
        if (context.Target == Target.Gcp) return new CloudLog(context.Clients.Logging, context.Clock).ReadAsync(query, limit, follow, cancellationToken);
        var lines = new LocalLog(Path.Combine(context.DataDirectory, LocalLog.FileName), context.Clock).ReadAsync(query, follow, cancellationToken);
        return follow ? lines : lines.TakeLast(limit);
    }

    /// <summary>No output could mean a misspelt service as well as a good day.</summary>
    private static string Nothing(LogQuery query) => string.Create(CultureInfo.InvariantCulture,
        $"nothing {query.Severity.ToString().ToLowerInvariant()} or worse{(query.Service is { } service ? $" of a service whose name contains '{service}'" : "")} since {query.Since.UtcDateTime:yyyy-MM-dd HH:mm:ss}{(query.Until is { } until ? string.Create(CultureInfo.InvariantCulture, $" and until {until.UtcDateTime:yyyy-MM-dd HH:mm:ss}") : "")} UTC");

    private static void WriteJson(TextWriter output, LogLine line) => output.Document(JsonSerializer.Serialize(line, CompactJson.Default.LogLine));

    private static void WriteText(TextWriter output, LogLine line)
    {
        output.Line($"{line.Time.UtcDateTime:yyyy-MM-dd HH:mm:ss} {line.Severity,-8} {line.Service}: {line.Message}");
        foreach (var frame in line.Exception?.ReplaceLineEndings("\n").Split('\n') ?? []) output.Line($"    {frame}");
    }

    private static DateTimeOffset? Time(ArgumentResult result, TimeProvider clock)
    {
        var given = result.Tokens[^1].Value;
        if (Rfc3339.TryParse(given, out var time)) return time;
        double? seconds = given is [.. var digits, var unit] && double.TryParse(digits, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)
            ? unit switch { 's' => number, 'm' => number * 60, 'h' => number * 3600, 'd' => number * 86_400, _ => null }
            : null;
        if (seconds is > 0 and <= 366 * 86_400) return clock.GetUtcNow() - TimeSpan.FromSeconds(seconds.Value);
        var name = ((OptionResult)result.Parent!).Option.Name;
        result.AddFault($"{name} is '{given}': give a number and s, m, h or d, such as 30m, and at most 366d, or an RFC 3339 time such as 2026-11-30T06:00:00Z.");
        return null;
    }
}
