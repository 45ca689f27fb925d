using System.Diagnostics;
using System.Globalization;
using PmpPulse.Benchmarks.EndToEnd;
using PmpPulse.Benchmarks.Measuring;
using PmpPulse.Benchmarks.Reporting;
using PmpPulse.Dashboard.Marts;
using PmpPulse.Dashboard.Rows;
using PmpPulse.GoogleCloud.BigQuery;

namespace PmpPulse.Benchmarks.Dashboards;

/// <summary>Every query of the dashboard after a day and after 90 days of one snapshot a minute: states for the 31 days that they are kept, windows for all.</summary>
internal sealed class DashboardScenario : Scenario
{
    private const int StateDays = 31;
    private const int WindowDays = 90;
    private const int Repetitions = 9;

    // what people wait for; the others are read seldom, for all viewers, while the page shows what it has
    private static readonly BenchTarget Quick = BenchTarget.AtMost(200);

    private static readonly (MartQuery Query, TimeSpan Back, bool IsWaitedFor)[] Queries =
    [
        (StationState.Query, TimeSpan.Zero, true), (TotalsRow.Query, TimeSpan.FromDays(1), true), (FlowRow.Query, TimeSpan.Zero, true), (ChanceRow.Query, TimeSpan.Zero, true),
        (AreaOfStationRow.Query, TimeSpan.Zero, true), (CityUsualRow.Query, TimeSpan.Zero, true), (WindowRow.Query, TimeSpan.FromHours(3), true), (HealthRow.Query, TimeSpan.Zero, true),
        (QualityRow.Query, TimeSpan.Zero, true), (StationUsualRow.Query, TimeSpan.Zero, false), (WeekRow.Query, TimeSpan.FromDays(7), false), (ScoreRow.Query, TimeSpan.Zero, false),
    ];

    public override string Name => "dashboard";

    public override string Description => "every query of the dashboard after a day and after 90 days of history";

    public override bool IsLong => true;

    public override async Task<IReadOnlyList<BenchFigure>> RunAsync(BenchContext context, CancellationToken cancellationToken)
    {
        await using var system = await UpSystem.StartAsync(context.Folder, cancellationToken);
        var now = TimeProvider.System.GetUtcNow();
        IReadOnlyList<(double, double)> first = [];
        for (var day = 1; day <= WindowDays; day++)
        {
            context.Progress.Report($"day {day} of {WindowDays}");
            if (day <= StateDays) await system.RunAsync(States(now, day), cancellationToken);
            await system.RunAsync(Windows(now, day), cancellationToken);
            if (day == 1) first = await AskAsync(system, now, cancellationToken);
        }

        context.Progress.Report("asking after 90 days");
        var last = await AskAsync(system, now, cancellationToken);
        return [.. Queries.Zip(first, last).SelectMany(asked => Figures(asked.First, asked.Second, asked.Third))];
    }

    private static IEnumerable<BenchFigure> Figures((MartQuery Query, TimeSpan Back, bool IsWaitedFor) asked, (double Milliseconds, double Cpu) first, (double Milliseconds, double Cpu) last)
    {
        var name = $"dashboard: {asked.Query.Mart}{(asked.Back > TimeSpan.Zero ? $", {asked.Back.TotalHours:0} h" : "")}";
        return
        [
            BenchFigure.Of($"{name} after a day", first.Milliseconds, "ms", asked.IsWaitedFor ? Quick : null),
            BenchFigure.Against("after a day", $"{name} after {WindowDays} days", last.Milliseconds, "ms", last.Milliseconds / first.Milliseconds, asked.IsWaitedFor ? Quick : null),
            BenchFigure.Against("after a day", $"{name} after {WindowDays} days, CPU", last.Cpu, "CPU ms", last.Cpu / first.Cpu, asked.IsWaitedFor ? BenchTarget.RatioAtMost(2) : null),
        ];
    }

    private static async Task<IReadOnlyList<(double Milliseconds, double Cpu)>> AskAsync(UpSystem system, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var answers = new List<(double, double)>();
        foreach (var (query, back, _) in Queries)
        {
            var request = new BigQueryQuery(query.Sql)
            {
                DefaultDataset = "pmp_marts",
                UseQueryCache = false,
                Parameters = [QueryParameter.String("system", "velib"), QueryParameter.Timestamp("from", now - back), QueryParameter.Int64Array("weekdays", [1, 2])],
            };
            await RunAsync(system, request, cancellationToken);
            var (times, cpu) = (new List<double>(), system.Cpu);
            for (var i = 0; i < Repetitions; i++)
            {
                var watch = Stopwatch.StartNew();
                await RunAsync(system, request, cancellationToken);
                times.Add(watch.Elapsed.TotalMilliseconds);
            }

            answers.Add((RaceResult.Median(times), (system.Cpu - cpu).TotalMilliseconds / Repetitions));
        }

        return answers;
    }

    private static async Task RunAsync(UpSystem system, BigQueryQuery query, CancellationToken cancellationToken) =>
        await (await system.Clients.BigQuery.QueryAsync(query, cancellationToken)).ReadAllAsync(cancellationToken);

    // the stations that the simulated city has, which have names and places
    private static string States(DateTimeOffset now, int day) => string.Create(CultureInfo.InvariantCulture, $"""
        INSERT INTO {LoadDriver.Curated} (
          system_id, ingest_ts, event_ts, station_id, station_code, is_installed, is_renting, is_returning, last_reported_ts, num_bikes_available,
          num_docks_available, mechanical_available, ebike_available, raw_station_json, snapshot_id)
        SELECT
          'velib', TIMESTAMP_ADD(minute, INTERVAL 20 SECOND), minute, station_id, station_code, 1, 1, 1, minute,
          MOD(LENGTH(name) + EXTRACT(MINUTE FROM minute), 30), MOD(LENGTH(name) + EXTRACT(HOUR FROM minute), 30), 2, 3, '', UNIX_SECONDS(minute)
        FROM pmp_marts.gbfs_station_information_latest
        CROSS JOIN UNNEST(GENERATE_TIMESTAMP_ARRAY({Hours(now, day)}, INTERVAL 1 MINUTE)) AS minute
        WHERE system_id = 'velib'
        """);

    private static string Windows(DateTimeOffset now, int day) => string.Create(CultureInfo.InvariantCulture, $"""
        INSERT INTO pmp_marts.velib_station_windows_15m (
          system_id, station_id, window_ts, observations, minutes_observed, minutes_bikes_known, minutes_docks_known, minutes_empty, minutes_full, minutes_closed, minutes_1_bike, minutes_3_bikes,
          minutes_1_dock, minutes_3_docks, bikes_min, bikes_max, bikes_last, bikes_mean, docks_min, docks_max, docks_last, docks_mean, bikes_departed, bikes_arrived)
        SELECT
          'velib', station_id, quarter, 15, 15, 15, 15, IF(MOD(LENGTH(name), 9) = 0, 15, 0), 0, 0, 15, 10, 15, 10, 1, 9, 5, 5.5, 3, 20, 12, 12.5, MOD(LENGTH(name), 7), 2
        FROM pmp_marts.gbfs_station_information_latest
        CROSS JOIN UNNEST(GENERATE_TIMESTAMP_ARRAY({Hours(now, day)}, INTERVAL 15 MINUTE)) AS quarter
        WHERE system_id = 'velib'
        """);

    private static string Hours(DateTimeOffset now, int day)
    {
        var end = new DateTimeOffset(now.UtcTicks / TimeSpan.TicksPerHour * TimeSpan.TicksPerHour, TimeSpan.Zero) - TimeSpan.FromDays(day - 1);
        return string.Create(CultureInfo.InvariantCulture, $"TIMESTAMP '{end.AddDays(-1):yyyy-MM-dd HH}:00:00+00', TIMESTAMP '{end.AddMinutes(-1):yyyy-MM-dd HH:mm}:00+00'");
    }
}
