using System.CommandLine;
using System.Globalization;
using PmpPulse.Cli.Running;
using PmpPulse.Contracts.Topology;
using PmpPulse.GoogleCloud;
using PmpPulse.GoogleCloud.BigQuery;
using PmpPulse.Operations;

namespace PmpPulse.Cli.Query;

/// <summary><c>pmpctl query</c>: runs a statement and writes its rows.</summary>
internal static class QueryCommand
{
    // 10 GiB are 6 US cents
    private const long MaxBytes = 10L << 30;

    public static Command Create(ConnectionOptions connection)
    {
        var sql = new Argument<string?>("sql")
        {
            Description = "The statement, in GoogleSQL; a table name without a dataset means a mart. If omitted, it is read from standard input.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var file = new Option<string?>("--file", "-f") { Description = "Read the statement from a file; - is standard input.", HelpName = "PATH" };
        var format = EnumOption.Of<QueryFormat>("--output", "How to write the rows.", "-o");
        format.DefaultValueFactory = _ => QueryFormat.Table;
        var maxRows = NumberOption.Of("--max-rows", "Write at most this many rows, and report it when there are more; 0 writes all.", 1_000, 0, int.MaxValue);
        var maxBytes = NumberOption.Of("--maximum-bytes-billed", "Refuse a statement for which BigQuery would bill more bytes; nothing is billed then.", MaxBytes, 1, long.MaxValue);
        var dryRun = new Option<bool>("--dry-run") { Description = "Check the statement and report how much it would read; run nothing." };

        var command = new CommandRunner(connection).Create(
            "query",
            """
            Run a GoogleSQL statement and write its rows. On Google Cloud it first reports how many bytes it reads. docs/analysts.md
            has a dozen ready-made queries.

            Rows go to standard output, everything else to standard error. In a table NULL is shown as NULL; in CSV (RFC 4180) it is an empty cell,
            and an empty string is "". In CSV a string that a spreadsheet would run as a formula starts with an apostrophe. In JSON, numbers are
            strings, as BigQuery itself writes them: none loses a digit. Times are UTC, bytes base64; arrays and structs are JSON. Ctrl-C
            cancels the job.

            Examples:
              pmpctl query "SELECT arrondissement, SUM(usable_bikes_available) AS bikes FROM velib_latest_state_enriched GROUP BY 1 ORDER BY 1"
              pmpctl query --file hours.sql --output csv --max-rows 0 > hours.csv
              echo "SELECT * FROM velib_totals_hourly_paris" | pmpctl query -o json | jq '.rows[].hour_paris'
              pmpctl query "SELECT COUNT(*) FROM pmp_ops.dlq_parked" --target gcp --project my-project --dry-run

            Exit codes: 0 done; 2 wrong usage, wrong SQL (the message says where), too many bytes, or no credentials; 3 nothing answers or it
            refused; 130 stopped by Ctrl-C.
            """,
            async (context, cancellationToken) =>
            {
                var parsed = context.Parsed;
                var text = await StatementText.ReadAsync(parsed.GetValue(sql), parsed.GetValue(file), cancellationToken);
                var rows = parsed.GetValue(maxRows);
                var query = new BigQueryQuery(text)
                {
                    DefaultDataset = SharedNames.MartsDataset,
                    MaximumBytesBilled = parsed.GetValue(maxBytes),
                    PageSize = rows is 0 or > 10_000 ? 10_000 : rows,
                    StopsWithCaller = true,
                };
                try
                {
                    return await RunAsync(context, query, parsed.GetValue(format), rows, parsed.GetValue(dryRun), cancellationToken);
                }
                catch (GoogleApiException refused) when (SqlFault.Of(refused, text) is { } fault)
                {
                    foreach (var line in fault.Marked) parsed.InvocationConfiguration.Error.Line($"  {line}");
                    throw new MisuseException(fault.Message);
                }
            },
            parsed => parsed.GetValue(format) == QueryFormat.Json);
        command.Arguments.Add(sql);
        command.Options.Add(file);
        command.Options.Add(format);
        command.Options.Add(maxRows);
        command.Options.Add(maxBytes);
        command.Options.Add(dryRun);
        return command;
    }

    private static async Task<int> RunAsync(
        CommandContext context, BigQueryQuery query, QueryFormat format, int maxRows, bool dryRun, CancellationToken cancellationToken)
    {
        if (dryRun || context.Target == Target.Gcp)
        {
            var bytes = (await context.Clients.BigQuery.QueryAsync(query with { DryRun = true }, cancellationToken)).TotalBytesProcessed;
            if (dryRun)
            {
                context.Output.Document(format == QueryFormat.Json
                    ? string.Create(CultureInfo.InvariantCulture, $$"""{"dry_run":true,"bytes_processed":"{{bytes}}"}""")
                    : $"The statement is valid. It would read {Bytes(bytes)}.");
                return ExitCodes.Succeeded;
            }

            if (bytes > query.MaximumBytesBilled)
            {
                throw new MisuseException(
                    $"it would read {Bytes(bytes)}, more than --maximum-bytes-billed allows ({Bytes(query.MaximumBytesBilled!.Value)}). Name fewer columns or days, or allow more.");
            }

            context.Progress.Report($"reads {Bytes(bytes)}");
        }

        var started = context.Clock.GetTimestamp();
        var results = await context.Clients.BigQuery.QueryAsync(query, cancellationToken);
        using var writer = RowWriter.Of(format, context.Output, results);
        var written = 0L;
        await foreach (var row in results.ReadRowsAsync(cancellationToken))
        {
            if (maxRows > 0 && written == maxRows) break;
            writer.Write(row);
            written++;
        }

        writer.End(new ResultSummary(written, Math.Max(results.TotalRows, written), results.DmlAffectedRows, results.TotalBytesProcessed));
        context.Progress.Report(Summary(results, written, context.Clock.GetElapsedTime(started)));
        return ExitCodes.Succeeded;
    }

    private static string Summary(BigQueryResults results, long written, TimeSpan elapsed)
    {
        var seconds = string.Create(CultureInfo.InvariantCulture, $"{elapsed.TotalSeconds:0.0} s");
        if (results.DmlAffectedRows is { } changed) return $"{Rows(changed)} changed, {seconds}";
        if (results.Schema.Fields.Count == 0) return $"done, {seconds}";
        return results.TotalRows > written
            ? string.Create(CultureInfo.InvariantCulture, $"only the first {written:N0} of {Rows(results.TotalRows)}, {seconds}: --max-rows 0 writes all")
            : $"{Rows(written)}, {seconds}";
    }

    private static string Rows(long count) => string.Create(CultureInfo.InvariantCulture, $"{count:N0} {(count == 1 ? "row" : "rows")}");

    private static string Bytes(long bytes) => bytes switch
    {
        < 1L << 20 => string.Create(CultureInfo.InvariantCulture, $"{bytes:N0} bytes"),
        < 1L << 30 => string.Create(CultureInfo.InvariantCulture, $"{bytes / (double)(1L << 20):N1} MiB"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{bytes / (double)(1L << 30):N1} GiB"),
    };
}
