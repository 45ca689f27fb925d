using System.CommandLine;
using System.Globalization;
using PmpPulse.Cli.Running;
using PmpPulse.Operations;
using Spectre.Console;

namespace PmpPulse.Cli.Dlq.Drill;

/// <summary><c>pmpctl dlq drill</c>.</summary>
internal static class DrillCommand
{
    // a query of BigQuery costs something, one of local tables nothing
    private static readonly TimeSpan LocalPollInterval = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan GooglePollInterval = TimeSpan.FromSeconds(10);

    public static Command Create(ConnectionOptions connection)
    {
        var timeout = new Option<string>("--timeout")
        {
            Description = "How long to look for the messages, such as 90s or 15m: five deliveries of a failing one take about three minutes.",
            DefaultValueFactory = _ => "15m",
        };
        var command = new CommandRunner(connection).Create(
            "drill",
            """
            Publish a good message and, for each stage, one that it must dead-letter; check where each arrives. The writers must run with
            DLQ_TEST_ENABLED=true. No dashboard shows a drill: its good messages repeat a part of an earlier snapshot.

            Example:
              pmpctl dlq drill --timeout 10m

            Exit codes: 0 each arrived where it should; 1 one did not, the output says what to look at; 2 wrong usage, or no
            credentials; 3 nothing answers.
            """,
            (context, cancellationToken) => DrillAsync(context, context.Parsed.GetValue(timeout)!, cancellationToken),
            CliJson.Default.DrillReport,
            Write,
            report => report.AllArrived ? ExitCodes.Succeeded : ExitCodes.Found);
        command.Options.Add(timeout);
        return command;
    }

    private static Task<DrillReport> DrillAsync(CommandContext context, string timeout, CancellationToken cancellationToken)
    {
        if (!Age.TryRead(timeout, out var limit)) throw new MisuseException($"--timeout is '{timeout}': give a duration such as 90s or 15m.");
        var isGoogle = context.Target == Target.Gcp && context.Clients.Options.BigQueryEmulatorHost is null;
        return new Driller(context.Clients, context.SystemId, context.Feeds, isGoogle ? GooglePollInterval : LocalPollInterval, limit, context.Clock).RunAsync(context.Progress, cancellationToken);
    }

    private static void Write(IAnsiConsole console, DrillReport report)
    {
        var table = new Table().Border(TableBorder.Rounded).AddColumns("Drilled", "Should arrive in", "Arrived", "After", "What is there");
        foreach (var arrival in report.Arrivals)
        {
            table.Row(
                arrival.Case, arrival.Place, arrival.Arrived ? Cell.Of($"[green]yes[/]") : Cell.Of($"[red]no[/]"),
                arrival.Seconds is { } seconds ? string.Create(CultureInfo.InvariantCulture, $"{seconds:0.0} s") : "–", arrival.Arrived ? arrival.Detail : "–");
        }

        console.Write(table);
        foreach (var missing in report.Arrivals.Where(arrival => !arrival.Arrived)) console.Line($"not in {missing.Place}: {missing.Detail}");
        foreach (var note in report.Notes) console.Line($"{note}");
        if (report.AllArrived) console.Line($"{report.DrillId}: each message arrived where it should, {report.Seconds:0.0} s");
        else console.Line($"{report.DrillId}: {report.Arrivals.Count(arrival => !arrival.Arrived)} arrivals are missing after {report.Seconds:0.0} s");
    }
}
