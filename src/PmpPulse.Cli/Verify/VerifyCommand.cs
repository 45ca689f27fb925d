using System.CommandLine;
using PmpPulse.Contracts.BigQuery;
using PmpPulse.GoogleCloud;
using PmpPulse.GoogleCloud.BigQuery;
using Spectre.Console;

namespace PmpPulse.Cli.Verify;

/// <summary><c>pmpctl verify</c>: the assertions of <c>infra/bigquery/assertions</c>, and the rows that break them.</summary>
internal static class VerifyCommand
{
    private const int RowsShown = 100;

    public static Command Create(ConnectionOptions connection) => new CommandRunner(connection).Create(
        "verify",
        "Check every rule of the data; exit code 1 and the rows where one is broken.",
        (clients, progress, cancellationToken) => VerifyAsync(clients.BigQuery, progress, cancellationToken),
        CliJson.Default.IReadOnlyListRuleOutcome,
        Write,
        outcomes => outcomes.All(outcome => outcome.Holds) ? ExitCodes.Succeeded : ExitCodes.Found);

    private static async Task<IReadOnlyList<RuleOutcome>> VerifyAsync(BigQueryClient bigQuery, IProgress<string> progress, CancellationToken cancellationToken)
    {
        var outcomes = new List<RuleOutcome>();
        foreach (var assertion in Warehouse.Assertions)
        {
            progress.Report($"checking {assertion.Name}");
            outcomes.Add(await CheckAsync(bigQuery, assertion, cancellationToken));
        }

        return outcomes;
    }

    private static async Task<RuleOutcome> CheckAsync(BigQueryClient bigQuery, Assertion assertion, CancellationToken cancellationToken)
    {
        var rows = new List<IReadOnlyDictionary<string, string?>>();
        try
        {
            var results = await bigQuery.QueryAsync(assertion.Query, cancellationToken);
            await foreach (var row in results.ReadRowsAsync(cancellationToken))
            {
                if (rows.Count == RowsShown)
                {
                    break;
                }

                rows.Add(row.Schema.Fields.Select((field, ordinal) => (field.Name, Value: row.GetRaw(ordinal))).ToDictionary(pair => pair.Name, pair => pair.Value));
            }

            return new RuleOutcome(assertion.Name, assertion.Title, rows, Error: null);
        }
        catch (GoogleApiException exception)
        {
            // one rule that can't be checked must not hide the others
            return new RuleOutcome(assertion.Name, assertion.Title, rows, exception.Message);
        }
    }

    private static void Write(IAnsiConsole console, IReadOnlyList<RuleOutcome> outcomes)
    {
        foreach (var outcome in outcomes)
        {
            console.MarkupLine(outcome.Holds
                ? $"[green]holds[/]   {outcome.Rule.EscapeMarkup()}"
                : $"[red]broken[/]  {outcome.Rule.EscapeMarkup()}");
            if (outcome.Error is not null)
            {
                console.MarkupLine($"          could not be checked: {outcome.Error.EscapeMarkup()}");
            }

            foreach (var row in outcome.BrokenBy)
            {
                console.MarkupLine($"          {string.Join(", ", row.Select(column => $"{column.Key} {column.Value ?? "NULL"}")).EscapeMarkup()}");
            }
        }
    }
}
