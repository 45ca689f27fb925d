using System.CommandLine;
using PmpPulse.Warehouse.Deployment;
using Spectre.Console;

namespace PmpPulse.Cli.Marts;

/// <summary><c>pmpctl marts</c>: compares the deployed views with <c>infra/bigquery/marts</c>, and makes them match.</summary>
internal static class MartsCommand
{
    public static Command Create(ConnectionOptions connection)
    {
        var marts = new Command("marts", "Compare the views of pmp_marts with infra/bigquery/marts, make them match, or compute their tables again: `marts diff`, `marts apply`, `marts refresh`.");
        var runner = new CommandRunner(connection);
        marts.Subcommands.Add(runner.Create(
            "diff",
            """
            Show how the deployed marts differ from infra/bigquery/marts; changes nothing.

            Example:
              pmpctl marts diff

            Exit codes: 0 nothing differs; 1 something does; 2 wrong usage, or no credentials; 3 nothing answers or it refused.
            """,
            async (clients, _, cancellationToken) => Report(await new MartDeployment(clients.BigQuery).DiffAsync(cancellationToken)),
            CliJson.Default.IReadOnlyListMartReport,
            (console, differences) => Write(console, differences, "differs"),
            differences => differences.All(mart => mart.State == "same") ? ExitCodes.Succeeded : ExitCodes.Found));
        marts.Subcommands.Add(runner.Create(
            "apply",
            """
            Make the deployed marts match infra/bigquery/marts, each after those it reads. Views change in place; a materialized view
            whose SQL changed is dropped and recreated, and BigQuery fills it from its base table. What matches stays untouched, and so
            does a view that no file defines.

            Example:
              pmpctl marts apply --target gcp --project my-project

            Exit codes: 0 all match; 2 wrong usage, or no credentials; 3 nothing answers or it refused: run it again, it continues where
            it was.
            """,
            async (clients, progress, cancellationToken) => Report(await new MartDeployment(clients.BigQuery).ApplyAsync(progress, cancellationToken)),
            CliJson.Default.IReadOnlyListMartReport,
            (console, changed) => Write(console, changed, "was"),
            _ => ExitCodes.Succeeded));
        marts.Subcommands.Add(RefreshCommand.Create(connection));
        return marts;
    }

    private static IReadOnlyList<MartReport> Report(IReadOnlyList<MartDifference> differences) => [.. differences.Select(MartReport.From)];

    private static void Write(IAnsiConsole console, IReadOnlyList<MartReport> marts, string verb)
    {
        var different = marts.Where(mart => mart.State != "same").ToList();
        if (different.Count == 0)
        {
            console.Line($"[green]ok[/] every mart matches infra/bigquery/marts");
        }

        foreach (var mart in different)
        {
            console.Line($"{verb} [yellow]{mart.State.Replace('_', ' ')}[/]: {mart.Mart}");
            foreach (var line in mart.Lines)
            {
                var color = line[0] switch { '-' => new Mark("[red]"), '+' => new Mark("[green]"), _ => new Mark("[grey]") };
                console.Line($"  {color}{line}[/]");
            }
        }
    }
}
