using System.CommandLine;
using System.Globalization;
using PmpPulse.Cli.Running;
using PmpPulse.Contracts.Topology;
using PmpPulse.GoogleCloud.BigQuery;
using PmpPulse.Operations;
using PmpPulse.Warehouse;

namespace PmpPulse.Cli.Export;

/// <summary><c>pmpctl export</c>: writes a mart to a file.</summary>
internal static class ExportCommand
{
    // 10 GiB are 6 US cents
    private const long MaxBytes = 10L << 30;

    private static readonly TimeSpan ProgressEvery = TimeSpan.FromSeconds(2);

    public static Command Create(ConnectionOptions connection)
    {
        var mart = new Argument<string>("mart") { Description = "A view or table of pmp_marts, such as velib_latest_state_enriched." };
        var format = EnumOption.Of<ExportFormat>("--format", "How to write the rows.", "-f");
        format.DefaultValueFactory = _ => ExportFormat.Parquet;
        var file = new Option<string?>("--file") { Description = "The file; MART.parquet, .csv or .geojson in this folder unless set. An existing one is replaced when all rows are written.", HelpName = "PATH" };
        var where = new Option<string?>("--where") { Description = "Only the rows for which this GoogleSQL condition is true.", HelpName = "SQL" };
        var maxBytes = NumberOption.Of("--maximum-bytes-billed", "Refuse a query for which BigQuery would bill more bytes; nothing is billed then.", MaxBytes, 1, long.MaxValue);
        var command = new CommandRunner(connection).Create(
            "export",
            """
            Write a mart to a file: Parquet, CSV, or GeoJSON of what has a place.

            Examples:
              pmpctl export velib_latest_state_enriched --format geojson
              pmpctl export velib_station_windows_15m --where "window_ts >= '2026-11-01'" --file nov.parquet
              pmpctl export velib_totals_hourly_paris --format csv --file hours.csv

            Exit codes: 0 written; 2 wrong usage, wrong SQL, too many bytes, or no credentials; 3 nothing answers or it refused; 130
            stopped by Ctrl-C, and no file is left.
            """,
            async (context, cancellationToken) =>
            {
                var parsed = context.Parsed;
                var name = parsed.GetRequiredValue(mart);
                var query = new BigQueryQuery($"SELECT * FROM {SharedNames.MartsDataset}.{Known(name)}{(parsed.GetValue(where) is { } condition ? $" WHERE {condition}" : "")}")
                {
                    MaximumBytesBilled = parsed.GetValue(maxBytes),
                    StopsWithCaller = true,
                };
                var written = parsed.GetValue(format);
                return await WriteAsync(context, query, written, Path.GetFullPath(parsed.GetValue(file) ?? $"{name}.{Extension(written)}"), cancellationToken);
            },
            CliJson.Default.ExportReport,
            (console, report) => console.Line($"[green]ok[/] {report.Rows.ToString("N0", CultureInfo.InvariantCulture)} rows in {report.File} ({report.Bytes.ToString("N0", CultureInfo.InvariantCulture)} bytes)"),
            _ => ExitCodes.Succeeded);
        command.Arguments.Add(mart);
        command.Options.Add(format);
        command.Options.Add(file);
        command.Options.Add(where);
        command.Options.Add(maxBytes);
        return command;
    }

    private static async Task<ExportReport> WriteAsync(CommandContext context, BigQueryQuery query, ExportFormat format, string file, CancellationToken cancellationToken)
    {
        var results = await context.Clients.BigQuery.QueryAsync(query, cancellationToken);
        var unfinished = file + ".part";
        try
        {
            var rows = 0L;
            await using (var output = File.Create(unfinished))
            {
                await using var writer = await ExportWriter.CreateAsync(format, output, results.Schema, cancellationToken);
                var told = context.Clock.GetTimestamp();
                await foreach (var row in results.ReadRowsAsync(cancellationToken))
                {
                    await writer.WriteAsync(row, cancellationToken);
                    rows++;
                    if (context.Clock.GetElapsedTime(told) < ProgressEvery) continue;
                    context.Progress.Report(string.Create(CultureInfo.InvariantCulture, $"{rows:N0} of {results.TotalRows:N0} rows"));
                    told = context.Clock.GetTimestamp();
                }

                await writer.EndAsync(cancellationToken);
            }

            File.Move(unfinished, file, overwrite: true);
            return new ExportReport(file, rows, new FileInfo(file).Length);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new MisuseException($"{file} can't be written: {exception.Message} Name another one: --file PATH.");
        }
        finally
        {
            if (File.Exists(unfinished)) File.Delete(unfinished);
        }
    }

    /// <summary>The name, known to be one of a mart.</summary>
    private static string Known(string name)
    {
        var marts = WarehouseFiles.Marts.Select(mart => mart.Name.Table).Concat(WarehouseFiles.Refreshes.Select(refresh => refresh.Table.Table)).Distinct().Order(StringComparer.Ordinal).ToList();
        return marts.Contains(name) ? name : throw new MisuseException($"there is no mart {name}: give one of {string.Join(", ", marts)}.");
    }

    private static string Extension(ExportFormat format) => format switch
    {
        ExportFormat.Parquet => "parquet",
        ExportFormat.Csv => "csv",
        _ => "geojson",
    };
}
