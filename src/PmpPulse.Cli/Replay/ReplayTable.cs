using System.Globalization;
using Spectre.Console;

namespace PmpPulse.Cli.Replay;

/// <summary>A replay's report for people.</summary>
internal static class ReplayTable
{
    private const int ProblemsShown = 20;

    public static void Write(IAnsiConsole console, ReplayReport report)
    {
        var table = new Table().Border(TableBorder.Rounded).AddColumns("From", "To");
        string[] counts = ["Pulled", report.DryRun ? "Would replay" : "Replayed", report.DryRun ? "Would park" : "Parked", "Skipped", "Left", "Failed"];
        foreach (var count in counts) table.AddColumn(new TableColumn(count).RightAligned());
        foreach (var line in report.Lines)
        {
            table.Row([line.From, line.Topic, .. Numbers(line.Pulled, line.Replayed, line.Parked, line.Skipped.Values.Sum(), line.Left, line.Failed)]);
        }

        console.Write(table);
        foreach (var (reason, count) in report.Lines.SelectMany(line => line.Skipped)) console.Line($"skipped {Number(count)}: {reason}");
        foreach (var problem in report.Problems.Take(ProblemsShown))
        {
            console.Line($"[yellow]{problem.Outcome}[/] {problem.MessageId}: {problem.Reason}");
        }

        if (report.Problems.Count > ProblemsShown) console.Line($"… and {report.Problems.Count - ProblemsShown} more: see --output json");
        if (report.Stopped is { } stopped) console.Line($"[yellow]stopped:[/] {stopped}");
        if (report.NextSince is { } since) console.Line($"continue with --since {Contracts.Json.Rfc3339.Format(since)}");
        console.Line($"{(report.DryRun ? "dry run, nothing changed, " : "")}{report.Seconds:0.0} s");
    }

    private static IEnumerable<string> Numbers(params long[] numbers) => numbers.Select(Number);

    private static string Number(long number) => number.ToString("N0", CultureInfo.InvariantCulture);
}
