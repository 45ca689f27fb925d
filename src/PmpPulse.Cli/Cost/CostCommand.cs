using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using PmpPulse.Cli.Running;
using PmpPulse.Operations.Engines;

namespace PmpPulse.Cli.Cost;

/// <summary><c>pmpctl cost</c>: what a month will cost, computed offline from volumes, settings and the price table.</summary>
internal static class CostCommand
{
    public static Command Create(ConnectionOptions connection)
    {
        var volumes = new CostVolumes();
        var settings = new CostSettings();
        var polls = NumberOption.Of("--polls-per-minute", "Polls of the status feed per minute.", volumes.PollsAMinute, 0.001m, 6_000);
        var stations = NumberOption.Of("--stations", "Stations of the feed.", volumes.Stations, 1, 100_000);
        var bytes = NumberOption.Of("--message-bytes", "Bytes of a status message, uncompressed; by default in proportion to the stations.", 0, 0, 10_000_000);
        var history = NumberOption.Of("--history-days", "Days for which raw and curated states are kept.", settings.HistoryDays, 1, 3_650);
        var information = NumberOption.Of("--information-days", "Days of station descriptions that the marts read.", settings.InformationDays, 1, 3_650);
        var audit = NumberOption.Of("--audit-days", "Days that the audit subscription keeps messages.", settings.AuditRetentionDays, 1, 31);
        var hours = NumberOption.Of("--looker-hours", "Hours a day that a Looker Studio page is open.", volumes.LookerHours, 0, 24);
        var pages = NumberOption.Of("--looker-pages", "Open pages, each by a reader with their own credentials.", volumes.LookerPages, 0, 100);
        var charts = NumberOption.Of("--charts", "Charts per page that show the latest states.", volumes.Charts, 0, 100);
        var hourlyCharts = NumberOption.Of("--hourly-charts", "Charts per page that show the hourly totals.", volumes.HourlyCharts, 0, 100);
        var dashboardHours = NumberOption.Of("--dashboard-hours", "Hours a day that the dashboard is open, however many look; 0 where it is not deployed.", volumes.DashboardHours, 0, 24);
        var dashboardRefresh = NumberOption.Of("--dashboard-refresh-minutes", "Minutes between two of its readings.", settings.DashboardRefreshMinutes, 1, 1_440);
        var refresh = NumberOption.Of("--refresh-minutes", "Minutes for which Looker Studio's cache serves the latest states.", settings.RefreshMinutes, 1, 1_440);
        var hourlyRefresh = NumberOption.Of("--hourly-refresh-minutes", "Minutes for which it serves the hourly totals.", settings.HourlyRefreshMinutes, 1, 1_440);
        var gzip = new Option<bool>("--gzip") { Description = "Whether messages are gzipped.", DefaultValueFactory = _ => settings.Gzip };
        var storage = EnumOption.Of<StorageBilling>("--storage", "How BigQuery storage is billed.");
        storage.DefaultValueFactory = _ => settings.StorageBilling;
        var engine = EnumOption.Of<Engine>("--engine", "Which engine curates.");
        engine.DefaultValueFactory = _ => settings.Engine;
        var command = new Command(
            "cost",
            """
            What a month costs on Google Cloud, line by line; by default as infra/terraform deploys it. It contacts no server: it
            computes from volumes, settings and a dated price table.

            Examples:
              pmpctl cost
              pmpctl cost --engine worker --history-days 365
              pmpctl cost --dashboard-hours 8
              pmpctl cost --output json | jq .usd

            Exit codes: 0 estimated; 2 wrong usage.
            """)
        {
            engine, polls, stations, bytes, gzip, history, information, audit, storage, hours, pages, charts, hourlyCharts, refresh, hourlyRefresh,
            dashboardHours, dashboardRefresh,
        };
        command.SetAction(parsed =>
        {
            var share = parsed.GetValue(stations) / (decimal)volumes.Stations;
            var plain = parsed.GetValue(bytes) is var given and > 0 ? given : (int)Math.Min(int.MaxValue, volumes.MessageBytes * share);
            var estimate = CostEstimate.Of(
                PriceTable.Load(),
                volumes with
                {
                    PollsAMinute = parsed.GetValue(polls),
                    Stations = parsed.GetValue(stations),
                    MessageBytes = plain,
                    GzippedBytes = (int)(1m * plain * volumes.GzippedBytes / volumes.MessageBytes),
                    LookerHours = parsed.GetValue(hours),
                    LookerPages = parsed.GetValue(pages),
                    DashboardHours = parsed.GetValue(dashboardHours),
                    Charts = parsed.GetValue(charts),
                    HourlyCharts = parsed.GetValue(hourlyCharts),
                },
                settings with
                {
                    Engine = parsed.GetValue(engine),
                    Gzip = parsed.GetValue(gzip),
                    AuditRetentionDays = parsed.GetValue(audit),
                    HistoryDays = parsed.GetValue(history),
                    InformationDays = parsed.GetValue(information),
                    StorageBilling = parsed.GetValue(storage),
                    DashboardRefreshMinutes = parsed.GetValue(dashboardRefresh),
                    RefreshMinutes = parsed.GetValue(refresh),
                    HourlyRefreshMinutes = parsed.GetValue(hourlyRefresh),
                });
            if (connection.Output(parsed) == OutputFormat.Json) parsed.InvocationConfiguration.Output.Document(JsonSerializer.Serialize(estimate, CliJson.Default.CostEstimate));
            else Write(parsed.InvocationConfiguration.Output, estimate);
            return ExitCodes.Succeeded;
        });
        return command;
    }

    // plain lines: a table would wrap the arithmetic at the terminal's width
    private static void Write(TextWriter console, CostEstimate estimate)
    {
        console.Line($"A month in {estimate.Region} with the {Word(estimate.Settings.Engine)} engine, at the prices of {estimate.PricesOf} (US dollars):");
        console.Line($"");
        foreach (var line in estimate.Lines)
        {
            console.Line($"{Usd(line.Usd),9}  {line.Item}{(line.Confirmed ? "" : " *")}");
            console.Line($"           {line.Arithmetic}");
            console.Line($"           {Number(line.Quantity)} {line.Unit}{(line.Free > 0 ? $" - {Number(line.Free)} free" : "")}, at {Price(line.UnitPrice)}");
        }

        console.Line($"{Usd(estimate.Usd),9}  in all");
        console.Line($"");
        console.Line($"With each engine:");
        foreach (var engine in estimate.Engines) console.Line($"{Usd(engine.Usd),9}  {Word(engine.Engine)}");
        console.Line($"");
        console.Line($"What each choice saves, all else equal:");
        foreach (var choice in estimate.Choices) console.Line($"{Usd(choice.Saves),9}  {choice.Choice} (instead of: {choice.Alternative}, {Usd(choice.Usd)})");
        console.Line($"");
        console.Line($"MiB that a query of all columns of a mart scans, after a day, a month and a year:");
        foreach (var mart in estimate.Marts) console.Line($"{MiB(mart.AfterADay),9} {MiB(mart.AfterAMonth),8} {MiB(mart.AfterAYear),8}  {mart.Mart}");
        if (estimate.Lines.All(line => line.Confirmed)) return;
        console.Line($"");
        console.Line($"* A price that could not be confirmed for {estimate.Region}: infra/prices/{estimate.Region}.json says what was used instead.");
    }

    private static string Word(Engine engine) => engine.ToString().ToLowerInvariant();

    private static string Usd(decimal usd) => usd.ToString("$#,0.00;-$#,0.00", CultureInfo.InvariantCulture);

    private static string MiB(decimal bytes) => (bytes / 1024 / 1024).ToString("#,0", CultureInfo.InvariantCulture);

    private static string Price(decimal usd) => usd.ToString("$0.##########", CultureInfo.InvariantCulture);

    private static string Number(decimal number) => number.ToString("#,0.####", CultureInfo.InvariantCulture);
}
