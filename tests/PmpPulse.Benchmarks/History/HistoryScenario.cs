using System.Diagnostics;
using System.Globalization;
using PmpPulse.Benchmarks.EndToEnd;
using PmpPulse.Benchmarks.Measuring;
using PmpPulse.Benchmarks.Reporting;
using PmpPulse.GoogleCloud.BigQuery;
using PmpPulse.Warehouse;
using PmpPulse.Warehouse.Refreshing;

namespace PmpPulse.Benchmarks.History;

/// <summary>
/// What people ask of the marts after a day and after a month of one snapshot a minute with a year of windows, and what <c>pmpctl verify</c>
/// asks then.
/// </summary>
internal sealed class HistoryScenario : Scenario
{
    private const int Days = 30;
    private const int Repetitions = 15;
    private const int WindowDays = 365;
    private const int DaysAtOnce = 14;

    private static readonly TimeSpan IdleCheck = TimeSpan.FromSeconds(2);

    public override string Name => "history";

    public override string Description => "reads the marts after a day and after a month of history";

    public override bool IsLong => true;

    public override async Task<IReadOnlyList<BenchFigure>> RunAsync(BenchContext context, CancellationToken cancellationToken)
    {
        await using var system = await UpSystem.StartAsync(context.Folder, cancellationToken);
        var today = TimeProvider.System.GetUtcNow().UtcDateTime.Date;
        context.Progress.Report("a day of history");
        await AddDayAsync(system, today.AddDays(-1), cancellationToken);
        await new TableRefresher(system.Clients.BigQuery, TimeProvider.System).RunAsync(new DateTimeOffset(today.AddDays(-1), TimeSpan.Zero), null, null, cancellationToken);
        await SettleAsync(system, cancellationToken);
        var afterADay = await AskAsync(system, today, cancellationToken);
        for (var day = 2; day <= Days; day++)
        {
            context.Progress.Report($"day {day} of {Days}");
            await AddDayAsync(system, today.AddDays(-day), cancellationToken);
        }

        context.Progress.Report("windows of a year");
        await AddWindowsAsync(system, today.AddDays(-1), cancellationToken);
        context.Progress.Report("refreshing the views");
        await SettleAsync(system, cancellationToken);
        var afterAMonth = await AskAsync(system, today, cancellationToken);
        context.Progress.Report("every rule of verify");
        return [.. afterADay.Zip(afterAMonth).SelectMany(pair => Figures(pair.First, pair.Second)), .. await VerifyAsync(system, cancellationToken)];
    }

    private static IEnumerable<BenchFigure> Figures(Answer day, Answer month) =>
    [
        BenchFigure.Of($"history: {day.Query} after a day", day.Milliseconds, "ms", BenchTarget.AtMost(150)),
        BenchFigure.Against("after a day", $"history: {day.Query} after {Days} days", month.Milliseconds, "ms", month.Milliseconds / day.Milliseconds, BenchTarget.AtMost(150)),
        BenchFigure.Against("after a day", $"history: {day.Query} after {Days} days, CPU", month.CpuMilliseconds, "CPU ms", month.CpuMilliseconds / day.CpuMilliseconds, BenchTarget.RatioAtMost(2)),
    ];

    private static Task<IReadOnlyList<BigQueryRow>> AddDayAsync(UpSystem system, DateTime day, CancellationToken cancellationToken) => system.RunAsync(
        string.Create(CultureInfo.InvariantCulture, $"""
        INSERT INTO {LoadDriver.Curated} (
          system_id, ingest_ts, event_ts, station_id, station_code, is_installed, is_renting, is_returning, last_reported_ts, num_bikes_available,
          num_docks_available, mechanical_available, ebike_available, raw_station_json, snapshot_id)
        SELECT
          'velib', TIMESTAMP_ADD(TIMESTAMP '{day:yyyy-MM-dd} 00:00:25+00', INTERVAL m MINUTE), TIMESTAMP_ADD(TIMESTAMP '{day:yyyy-MM-dd} 00:00:00+00', INTERVAL m MINUTE),
          CAST(900000 + s AS STRING), CAST(1000 + s AS STRING), 1, 1, 1, TIMESTAMP_ADD(TIMESTAMP '{day:yyyy-MM-dd} 00:00:00+00', INTERVAL m - MOD(s, 9) MINUTE),
          MOD(s * 31 + DIV(m, 10), 40), MOD(s * 17 + DIV(m, 10), 40), MOD(s * 13 + DIV(m, 10), 20), MOD(s * 11 + DIV(m, 10), 20),
          '', {(day - DateTime.UnixEpoch).TotalDays * 10_000} + m
        FROM UNNEST(GENERATE_ARRAY(0, 1439)) AS m
        CROSS JOIN UNNEST(GENERATE_ARRAY(1, 1500)) AS s
        """),
        cancellationToken);

    /// <summary>The windows of a day once more for each earlier day of a year.</summary>
    private static async Task AddWindowsAsync(UpSystem system, DateTime day, CancellationToken cancellationToken)
    {
        for (var first = 1; first < WindowDays; first += DaysAtOnce)
        {
            await system.RunAsync(
                string.Create(CultureInfo.InvariantCulture, $"""
                INSERT INTO pmp_marts.velib_station_windows_15m
                SELECT windows.* REPLACE (TIMESTAMP_SUB(windows.window_ts, INTERVAL days DAY) AS window_ts)
                FROM pmp_marts.velib_station_windows_15m AS windows
                CROSS JOIN UNNEST(GENERATE_ARRAY({first}, {Math.Min(first + DaysAtOnce, WindowDays) - 1})) AS days
                WHERE windows.window_ts >= TIMESTAMP '{day:yyyy-MM-dd} 00:00:00+00' AND windows.window_ts < TIMESTAMP '{day.AddDays(1):yyyy-MM-dd} 00:00:00+00'
                """),
                cancellationToken);
        }

        await new TableRefresher(system.Clients.BigQuery, TimeProvider.System).RunAsync(null, null, null, cancellationToken);
    }

    private static async Task<IReadOnlyList<Answer>> AskAsync(UpSystem system, DateTime today, CancellationToken cancellationToken)
    {
        (string Name, string Sql)[] queries =
        [
            ("stations counted", "SELECT COUNT(*) AS n FROM pmp_marts.gbfs_latest_state WHERE system_id = 'velib'"),
            ("velib_latest_state", "SELECT * FROM pmp_marts.velib_latest_state"),
            ("velib_latest_state_enriched", "SELECT * FROM pmp_marts.velib_latest_state_enriched"),
            ("velib_snapshot_totals of a day", string.Create(CultureInfo.InvariantCulture, $"SELECT * FROM pmp_marts.velib_snapshot_totals WHERE event_ts >= TIMESTAMP '{today.AddDays(-1):yyyy-MM-dd} 00:00:00+00'")),
            ("velib_totals_hourly_paris of a day", string.Create(CultureInfo.InvariantCulture, $"SELECT * FROM pmp_marts.velib_totals_hourly_paris WHERE hour_paris >= DATETIME '{today.AddDays(-1):yyyy-MM-dd} 00:00:00'")),
            ("velib_totals_hourly_paris of a month", string.Create(CultureInfo.InvariantCulture, $"SELECT * FROM pmp_marts.velib_totals_hourly_paris WHERE hour_paris >= DATETIME '{today.AddDays(-Days):yyyy-MM-dd} 00:00:00'")),
            ("velib_station_flow_latest", "SELECT * FROM pmp_marts.velib_station_flow_latest"),
            ("velib_station_chance", "SELECT * FROM pmp_marts.velib_station_chance"),
            ("velib_station_health", "SELECT * FROM pmp_marts.velib_station_health"),
            ("velib_area_latest", "SELECT * FROM pmp_marts.velib_area_latest"),
            ("velib_data_quality_daily", "SELECT * FROM pmp_marts.velib_data_quality_daily"),
            ("velib_forecast_score", "SELECT * FROM pmp_marts.velib_forecast_score"),
            ("velib_station_usual of a station", "SELECT * FROM pmp_marts.velib_station_usual WHERE station_id = '900700'"),
            ("windows of a station's day", string.Create(CultureInfo.InvariantCulture, $"SELECT * FROM pmp_marts.velib_station_windows_15m WHERE system_id = 'velib' AND station_id = '900700' AND window_ts >= TIMESTAMP '{today.AddDays(-1):yyyy-MM-dd} 00:00:00+00'")),
            ("windows of the city's day", string.Create(CultureInfo.InvariantCulture, $"SELECT window_ts, SUM(bikes_mean) AS bikes FROM pmp_marts.velib_station_windows_15m WHERE system_id = 'velib' AND window_ts >= TIMESTAMP '{today.AddDays(-1):yyyy-MM-dd} 00:00:00+00' GROUP BY window_ts")),
        ];
        var answers = new List<Answer>();
        foreach (var (name, sql) in queries)
        {
            await system.RunAsync(sql, cancellationToken);
            var (times, cpu) = (new List<double>(), system.Cpu);
            for (var i = 0; i < Repetitions; i++)
            {
                var watch = Stopwatch.StartNew();
                await system.RunAsync(sql, cancellationToken);
                times.Add(watch.Elapsed.TotalMilliseconds);
            }

            answers.Add(new Answer(name, RaceResult.Median(times), (system.Cpu - cpu).TotalMilliseconds / Repetitions));
        }

        return answers;
    }

    private static async Task<IReadOnlyList<BenchFigure>> VerifyAsync(UpSystem system, CancellationToken cancellationToken)
    {
        var (watch, cpu, most) = (Stopwatch.StartNew(), system.Cpu, 0L);
        foreach (var rule in WarehouseFiles.Assertions.Concat(WarehouseFiles.Notices))
        {
            await system.RunAsync(rule.Query, cancellationToken);
            most = Math.Max(most, system.MemoryBytes);
        }

        return
        [
            BenchFigure.Of($"history: every rule after {Days} days", watch.Elapsed.TotalSeconds, "s", BenchTarget.AtMost(15)),
            BenchFigure.Of($"history: every rule after {Days} days, CPU", (system.Cpu - cpu).TotalSeconds, "CPU s"),
            BenchFigure.Of($"history: every rule after {Days} days, memory", most >> 20, "MB", BenchTarget.AtMost(1_000)),
        ];
    }

    /// <summary>Waits until nothing is done behind the scenes: views are refreshed between writes.</summary>
    private static async Task SettleAsync(UpSystem system, CancellationToken cancellationToken)
    {
        while (true)
        {
            var cpu = system.Cpu;
            await Task.Delay(IdleCheck, cancellationToken);
            if (system.Cpu - cpu < IdleCheck / 10) return;
        }
    }

    private sealed record Answer(string Query, double Milliseconds, double CpuMilliseconds);
}
