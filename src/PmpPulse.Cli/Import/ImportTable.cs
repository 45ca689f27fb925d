using System.Globalization;
using PmpPulse.Contracts.Json;
using Spectre.Console;

namespace PmpPulse.Cli.Import;

/// <summary>An import's report for people.</summary>
internal static class ImportTable
{
    private const int SkippedShown = 20;

    public static void Write(IAnsiConsole console, ImportReport report)
    {
        var table = new Table().Border(TableBorder.Rounded).AddColumns("Feed", "From", "To");
        string[] counts = ["Files", report.DryRun ? "Would publish" : "Published", "Present", "Repeated", "Skipped", "Failed", "Missing"];
        foreach (var count in counts) table.AddColumn(new TableColumn(count).RightAligned());
        foreach (var feed in report.Feeds)
        {
            table.Row([feed.Feed, Time(feed.From), Time(feed.To), .. Numbers(feed.Files, feed.Published, feed.Present, feed.Repeated, feed.Skipped, feed.Failed, feed.Missing)]);
        }

        console.Write(table);
        foreach (var file in report.Skipped.Take(SkippedShown)) console.Line($"[yellow]skipped[/] {file.Path}: {file.Reason}");
        var skipped = report.Feeds.Sum(feed => feed.Skipped);
        if (skipped > SkippedShown) console.Line($"… and {skipped - SkippedShown} more: see --output json");
        if (report.Feeds.Any(feed => feed.Missing > 0)) console.Line($"[yellow]missing[/] snapshots did not arrive within a minute after the last one: `pmpctl dlq list` and `pmpctl logs` say why; the same import again publishes only what is missing");
        console.Line($"{(report.DryRun ? "dry run, nothing changed, " : "")}{report.Seconds:0.0} s");
    }

    private static string Time(DateTimeOffset? time) => time is { } at ? Rfc3339.Format(at) : "";

    private static IEnumerable<string> Numbers(params IReadOnlyList<int> numbers) => numbers.Select(number => number.ToString("N0", CultureInfo.InvariantCulture));
}
