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
            table.AddRow([line.From.EscapeMarkup(), line.Topic.EscapeMarkup(), .. Numbers(line.Pulled, line.Replayed, line.Parked, line.Skipped.Values.Sum(), line.Left, line.Failed)]);
        }

        console.Write(table);
        foreach (var (reason, count) in report.Lines.SelectMany(line => line.Skipped)) console.MarkupLine($"skipped {Number(count)}: {reason.EscapeMarkup()}");
        foreach (var problem in report.Problems.Take(ProblemsShown))
        {
            console.MarkupLine($"[yellow]{problem.Outcome.EscapeMarkup()}[/] {problem.MessageId.EscapeMarkup()}: {problem.Reason.EscapeMarkup()}");
        }

        if (report.Problems.Count > ProblemsShown) console.MarkupLine($"… and {report.Problems.Count - ProblemsShown} more: see --output json");
        if (report.Stopped is { } stopped) console.MarkupLine($"[yellow]stopped:[/] {stopped.EscapeMarkup()}");
        if (report.NextSince is { } since) console.MarkupLine($"go on with --since {Contracts.Rfc3339.Format(since)}");
        console.MarkupLine(string.Create(CultureInfo.InvariantCulture, $"{(report.DryRun ? "dry run, nothing changed, " : "")}{report.Seconds:0.0} s"));
    }

    private static IEnumerable<string> Numbers(params long[] numbers) => numbers.Select(Number);

    private static string Number(long number) => number.ToString("N0", CultureInfo.InvariantCulture);
}
