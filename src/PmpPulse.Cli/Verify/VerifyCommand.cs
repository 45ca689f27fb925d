using System.CommandLine;
using System.Globalization;
using PmpPulse.Cli.Running;
using PmpPulse.GoogleCloud;
using PmpPulse.GoogleCloud.BigQuery;
using PmpPulse.Operations;
using PmpPulse.Operations.Refusals;
using PmpPulse.Warehouse;
using Spectre.Console;

namespace PmpPulse.Cli.Verify;

/// <summary>
/// <c>pmpctl verify</c>: the assertions of <c>infra/bigquery/assertions</c> and the notices of <c>infra/bigquery/notices</c>, and the rows
/// that break them.
/// </summary>
internal static class VerifyCommand
{
    private const int RowsKept = 100;
    private const int RowsOfANotice = 5;

    private static readonly IReadOnlyList<Assertion> All = [.. WarehouseFiles.Assertions, .. WarehouseFiles.Notices];

    private static string Names => string.Join(", ", All.Select(assertion => assertion.Name));

    public static Command Create(ConnectionOptions connection)
    {
        var rule = new Option<string?>("--rule") { Description = $"Check one rule or notice only: {Names}." };
        var strict = new Option<bool>("--strict") { Description = "Treat notices as rules." };
        var command = new CommandRunner(connection).Create(
            "verify",
            """
            Check every rule of the data: nothing twice, nothing lost, no gap, no silence; and report what is odd about the feed.

            It checks one bike-share system: --system names another.

            A rule (infra/bigquery/assertions) is this system's own duty: a broken one needs somebody to look. A notice (infra/bigquery/notices)
            is the feed's: its clock goes back, half its stations are gone, one lies at 0/0. Its rows are kept and marked all the same.

            Examples:
              pmpctl verify
              pmpctl verify --rule curated_rows_are_unique --target gcp --project my-project
              pmpctl verify --strict --output json

            Exit codes: 0 all rules hold; 1 one is broken (with --strict: or there is a notice), the output shows the rows that break it;
            2 wrong usage, or no credentials; 3 one could not be checked.
            """,
            (context, cancellationToken) => VerifyAsync(context, Choose(context.Parsed.GetValue(rule)), context.Parsed.GetValue(strict), cancellationToken),
            CliJson.Default.IReadOnlyListRuleOutcome,
            Write,
            ExitCode);
        command.Options.Add(rule);
        command.Options.Add(strict);
        return command;
    }

    internal static int ExitCode(IReadOnlyList<RuleOutcome> outcomes) =>
        outcomes.Any(outcome => outcome is { Severity: Severity.Rule, BrokenBy.Count: > 0 }) ? ExitCodes.Found
        : outcomes.Any(outcome => outcome.Error is not null) ? ExitCodes.Unavailable
        : ExitCodes.Succeeded;

    private static IReadOnlyList<Assertion> Choose(string? rule)
    {
        if (rule is null) return All;
        return All.FirstOrDefault(assertion => assertion.Name == rule) is { } found
            ? [found]
            : throw new MisuseException($"--rule is '{rule}': give one of {Names}.");
    }

    private static async Task<IReadOnlyList<RuleOutcome>> VerifyAsync(
        CommandContext context, IReadOnlyList<Assertion> assertions, bool isStrict, CancellationToken cancellationToken)
    {
        var outcomes = new List<RuleOutcome>();
        foreach (var assertion in assertions)
        {
            context.Progress.Report($"checking {assertion.Name}");
            outcomes.Add(await CheckAsync(context, assertion, assertion.IsNotice && !isStrict ? Severity.Notice : Severity.Rule, cancellationToken));
        }

        return outcomes;
    }

    private static async Task<RuleOutcome> CheckAsync(CommandContext context, Assertion assertion, Severity severity, CancellationToken cancellationToken)
    {
        var rows = new List<IReadOnlyDictionary<string, string?>>();
        try
        {
            var results = await context.Clients.BigQuery.QueryAsync(OfSystem(assertion, context.SystemId), cancellationToken);
            await foreach (var row in results.ReadRowsAsync(cancellationToken))
            {
                if (rows.Count == RowsKept)
                {
                    break;
                }

                rows.Add(row.Schema.Fields.Select((field, ordinal) => (field.Name, Value: Text(row, field, ordinal))).ToDictionary(pair => pair.Name, pair => pair.Value));
            }

            return new RuleOutcome(assertion.Name, severity, assertion.Title, rows, Math.Max(0, results.TotalRows - rows.Count), Error: null);
        }
        catch (Exception exception) when (exception is GoogleApiException or TimeoutException)
        {
            // a rule that can't be checked must not hide the others
            return new RuleOutcome(assertion.Name, severity, assertion.Title, rows, MoreRows: 0, Failures.Explain(exception, context.Target));
        }
    }

    /// <summary>Rows of this system that break the rule; if nothing was collected at all, there is no system to name.</summary>
    private static BigQueryQuery OfSystem(Assertion assertion, string systemId) => new(
        $"""
        SELECT *
        FROM (
        {assertion.Query}
        )
        WHERE COALESCE(system_id, @system_id) = @system_id
        """)
    {
        Parameters = [QueryParameter.String("system_id", systemId)],
    };

    /// <summary>A time as RFC 3339 UTC, which a replay's --since takes; the wire has microseconds. Everything else as it came.</summary>
    private static string? Text(BigQueryRow row, BigQueryField field, int ordinal) => field.Type == "TIMESTAMP"
        ? row.GetTimestampOrNull(field.Name)?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFF'Z'", CultureInfo.InvariantCulture)
        : row.GetRaw(ordinal);

    private static void Write(IAnsiConsole console, IReadOnlyList<RuleOutcome> outcomes)
    {
        foreach (var outcome in outcomes)
        {
            var mark = outcome switch
            {
                { Holds: true } => new Mark("[green]holds[/]    "),
                { BrokenBy.Count: 0 } => new Mark("[yellow]unchecked[/]"),
                { Severity: Severity.Notice } => new Mark("[yellow]notice[/]   "),
                _ => new Mark("[red]broken[/]   "),
            };
            console.Line($"{mark} {outcome.Name}: {outcome.Rule}");
            if (outcome.Error is not null)
            {
                console.Line($"          could not be checked: {outcome.Error}");
            }

            var shown = outcome.Severity == Severity.Notice ? RowsOfANotice : RowsKept;
            foreach (var row in outcome.BrokenBy.Take(shown))
            {
                console.Line($"          {string.Join(", ", row.Select(column => $"{column.Key} {column.Value ?? "NULL"}"))}");
            }

            var left = outcome.MoreRows + Math.Max(0, outcome.BrokenBy.Count - shown);
            if (left > 0)
            {
                console.Line($"          and {left:N0} more");
            }
        }
    }
}
