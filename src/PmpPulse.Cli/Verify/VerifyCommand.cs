using System.CommandLine;
using System.Globalization;
using PmpPulse.Cli.Running;
using PmpPulse.Contracts.BigQuery;
using PmpPulse.GoogleCloud;
using PmpPulse.GoogleCloud.BigQuery;
using Spectre.Console;

namespace PmpPulse.Cli.Verify;

/// <summary><c>pmpctl verify</c>: the assertions of <c>infra/bigquery/assertions</c>, and the rows that break them.</summary>
internal static class VerifyCommand
{
    private const int RowsShown = 100;

    public static Command Create(ConnectionOptions connection)
    {
        var rule = new Option<string?>("--rule")
        {
            Description = $"Check one rule only: {string.Join(", ", Warehouse.Assertions.Select(assertion => assertion.Name))}.",
        };
        var command = new CommandRunner(connection).Create(
            "verify",
            """
            Check every rule of the data (infra/bigquery/assertions): nothing twice, nothing lost, no gap.

            Examples:
              pmpctl verify
              pmpctl verify --rule curated_rows_are_unique --target gcp --project my-project

            Exit codes: 0 all hold; 1 one is broken, the output shows the rows that break it; 2 wrong usage, or no credentials;
            3 one could not be checked.
            """,
            (context, cancellationToken) => VerifyAsync(context, Choose(context.Parsed.GetValue(rule)), cancellationToken),
            CliJson.Default.IReadOnlyListRuleOutcome,
            Write,
            ExitCode);
        command.Options.Add(rule);
        return command;
    }

    internal static int ExitCode(IReadOnlyList<RuleOutcome> outcomes) =>
        outcomes.Any(outcome => outcome.BrokenBy.Count > 0) ? ExitCodes.Found
        : outcomes.Any(outcome => outcome.Error is not null) ? ExitCodes.Unavailable
        : ExitCodes.Succeeded;

    private static IReadOnlyList<Assertion> Choose(string? rule)
    {
        if (rule is null) return Warehouse.Assertions;
        return Warehouse.Assertions.FirstOrDefault(assertion => assertion.Name == rule) is { } found
            ? [found]
            : throw new GoogleCloudConfigurationException($"--rule is '{rule}': give one of {string.Join(", ", Warehouse.Assertions.Select(assertion => assertion.Name))}.");
    }

    private static async Task<IReadOnlyList<RuleOutcome>> VerifyAsync(
        CommandContext context, IReadOnlyList<Assertion> assertions, CancellationToken cancellationToken)
    {
        var outcomes = new List<RuleOutcome>();
        foreach (var assertion in assertions)
        {
            context.Progress.Report($"checking {assertion.Name}");
            outcomes.Add(await CheckAsync(context, assertion, cancellationToken));
        }

        return outcomes;
    }

    private static async Task<RuleOutcome> CheckAsync(CommandContext context, Assertion assertion, CancellationToken cancellationToken)
    {
        var rows = new List<IReadOnlyDictionary<string, string?>>();
        try
        {
            var results = await context.Clients.BigQuery.QueryAsync(assertion.Query, cancellationToken);
            await foreach (var row in results.ReadRowsAsync(cancellationToken))
            {
                if (rows.Count == RowsShown)
                {
                    break;
                }

                rows.Add(row.Schema.Fields.Select((field, ordinal) => (field.Name, Value: Text(row, field, ordinal))).ToDictionary(pair => pair.Name, pair => pair.Value));
            }

            return new RuleOutcome(assertion.Name, assertion.Title, rows, Error: null);
        }
        catch (Exception exception) when (exception is GoogleApiException or TimeoutException)
        {
            // one rule that can't be checked must not hide the others
            return new RuleOutcome(assertion.Name, assertion.Title, rows, Failures.Explain(exception, context.Target));
        }
    }

    /// <summary>A time as RFC 3339 UTC, which a replay's --since takes; the wire has microseconds. Everything else as it came.</summary>
    private static string? Text(BigQueryRow row, BigQueryField field, int ordinal) => field.Type == "TIMESTAMP"
        ? row.GetTimestampOrNull(field.Name)?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFF'Z'", CultureInfo.InvariantCulture)
        : row.GetRaw(ordinal);

    private static void Write(IAnsiConsole console, IReadOnlyList<RuleOutcome> outcomes)
    {
        foreach (var outcome in outcomes)
        {
            var mark = outcome.Holds ? new Mark("[green]holds[/]    ") : outcome.BrokenBy.Count > 0 ? new Mark("[red]broken[/]   ") : new Mark("[yellow]unchecked[/]");
            console.Line($"{mark} {outcome.Name}: {outcome.Rule}");
            if (outcome.Error is not null)
            {
                console.Line($"          could not be checked: {outcome.Error}");
            }

            foreach (var row in outcome.BrokenBy)
            {
                console.Line($"          {string.Join(", ", row.Select(column => $"{column.Key} {column.Value ?? "NULL"}"))}");
            }
        }
    }
}
