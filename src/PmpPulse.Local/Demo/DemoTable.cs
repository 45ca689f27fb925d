using System.Globalization;
using Spectre.Console;

namespace PmpPulse.Local.Demo;

/// <summary>The report as a table for people.</summary>
internal static class DemoTable
{
    public static void Write(IAnsiConsole console, DemoReport report)
    {
        var table = new Table().Border(TableBorder.Rounded).Title("[bold]What went through[/]");
        table.AddColumn("Step").AddColumn(new TableColumn("Count").RightAligned()).AddColumn("Meaning");
        void Row(string step, long count, string meaning) => table.Row(step, count.ToString("N0", CultureInfo.InvariantCulture), meaning);

        Row("polls", report.Polls, $"of feeds polled each time; feed {report.Feed}, system_id {report.SystemId}");
        Row("messages published", report.MessagesPublished, "on the topics of all feeds");
        Row("raw rows", report.RawRows, "one per event, at least once");
        Row("information rows", report.InformationRows, "stations described");
        Row("curated rows", report.CuratedRows, "one per element and snapshot");
        Row("  of them distinct", report.CuratedDistinct, "by snapshot and element");
        Row("snapshots", report.Snapshots, "distinct in curated");
        Row("duplicate snapshots", report.DuplicateSnapshotsDropped, "polled again unchanged, not written again");
        Row("dead letters", report.DlqRows, "kept with their reason");
        Row("gbfs_latest_state", report.LatestStateRows, "stations");
        Row("  with a name", report.EnrichedWithName, "in gbfs_latest_state_enriched");
        console.Write(table);
        console.Line(
            $"Feed's answer to queryable row: p50 {Milliseconds(report.LatencyMs.P50)}, p99 {Milliseconds(report.LatencyMs.P99)}. Whole run: {report.WallS:0.0} s.");
    }

    private static string Milliseconds(double? value) => value is null ? "–" : string.Create(CultureInfo.InvariantCulture, $"{value:0} ms");
}
