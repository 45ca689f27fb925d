using System.CommandLine;
using PmpPulse.Cli.Running;
using PmpPulse.Operations;
using PmpPulse.Warehouse.Refreshing;
using Spectre.Console;

namespace PmpPulse.Cli.Marts;

/// <summary><c>pmpctl marts refresh</c>: computes the tables of <c>pmp_marts</c> again, for any range of time.</summary>
internal static class RefreshCommand
{
    public static Command Create(ConnectionOptions connection)
    {
        var from = new Option<string?>("--from") { Description = $"Compute from this time on: {Age.TimeForms}. Without it, from where the tables end, but the last three hours at least." };
        var to = new Option<string?>("--to") { Description = "Compute up to this time, which is excluded; now." };
        var command = new CommandRunner(connection).Create(
            "refresh",
            """
            Compute the tables of pmp_marts again, which Scheduler's jobs keep up to date: the windows of a range of time, one day after the
            other, and then what is usual. Do that for rows that came later than three hours after their publication, as a replay brings
            them. Running it twice, or while a job runs, changes nothing. Windows of days whose rows have expired stay as they are.

            Examples:
              pmpctl marts refresh
              pmpctl marts refresh --from 2d
              pmpctl marts refresh --from 2026-11-01T00:00:00Z --to 2026-11-08T00:00:00Z --target gcp --project my-project

            Exit codes: 0 done; 2 wrong usage, or no credentials; 3 nothing answers or it refused: run it again, with --from as the last
            line says.
            """,
            async (context, cancellationToken) =>
            {
                var start = Time(context, "--from", context.Parsed.GetValue(from));
                var end = Time(context, "--to", context.Parsed.GetValue(to));
                if ((start ?? context.Clock.GetUtcNow()) >= end) throw new MisuseException("--to is not after the start (--from): give a later time.");
                var done = await new TableRefresher(context.Clients.BigQuery, context.Clock).RunAsync(start, end, context.Progress, cancellationToken);
                return (IReadOnlyList<RefreshReport>)[.. done.Select(RefreshReport.Of)];
            },
            CliJson.Default.IReadOnlyListRefreshReport,
            Write,
            _ => ExitCodes.Succeeded);
        command.Options.Add(from);
        command.Options.Add(to);
        return command;
    }

    private static DateTimeOffset? Time(CommandContext context, string option, string? text)
    {
        if (text is null) return null;
        return Age.TryReadTime(text, context.Clock.GetUtcNow(), out var time) ? time : throw new MisuseException($"{option} is '{text}': give {Age.TimeForms}.");
    }

    private static void Write(IAnsiConsole console, IReadOnlyList<RefreshReport> ranges)
    {
        foreach (var table in ranges.GroupBy(range => range.Table))
        {
            console.Line($"[green]ok[/] {table.Key}: {table.Sum(range => range.Rows):N0} rows written or deleted");
        }

        if (ranges.Count == 0) console.Line($"nothing to compute: no rows");
    }
}
