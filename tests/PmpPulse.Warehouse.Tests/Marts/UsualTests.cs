using System.Globalization;
using PmpPulse.GoogleSql.Testing;

namespace PmpPulse.Warehouse.Tests.Marts;

/// <summary>What is usual, hours of areas, flows, chances and their score are what another computation of the same rows gives.</summary>
public sealed class UsualTests
{
    private const string AutumnStart = "2025-10-18 10:20:00";
    private const string SpringStart = "2026-03-21 11:50:00";

    [Theory]
    [InlineData(AutumnStart, 11)]
    [InlineData(SpringStart, 12)]
    public void StationUsual_OfDaysWithAClockChange_IsThatOfTheWindows(string start, int seed)
    {
        using var week = new WeekOfMarts(start, seed);
        var expected =
            from window in BeforeToday(week)
            let local = ParisTimes.Local(window.Start)
            group (window, local.Date) by (window.System, window.Station, Weekday: ParisTimes.Weekday(local), local.Hour) into hour
            let windows = hour.Select(one => one.window).ToList()
            let bikes = windows.Select(window => window["bikes_mean"]).ToList()
            let docks = windows.Select(window => window["docks_mean"]).ToList()
            let known = windows.Sum(window => window["minutes_bikes_known"])
            let knownDocks = windows.Sum(window => window["minutes_docks_known"])
            select WeekOfMarts.Row(
                hour.Key.System, hour.Key.Station, hour.Key.Weekday, hour.Key.Hour,
                WeekOfMarts.Quantile(bikes, 0.25), WeekOfMarts.Quantile(bikes, 0.5), WeekOfMarts.Quantile(bikes, 0.75),
                WeekOfMarts.Quantile(docks, 0.25), WeekOfMarts.Quantile(docks, 0.5), WeekOfMarts.Quantile(docks, 0.75),
                WeekOfMarts.Ratio(windows.Sum(window => window["minutes_1_bike"]), known), WeekOfMarts.Ratio(windows.Sum(window => window["minutes_3_bikes"]), known),
                WeekOfMarts.Ratio(windows.Sum(window => window["minutes_1_dock"]), knownDocks), WeekOfMarts.Ratio(windows.Sum(window => window["minutes_3_docks"]), knownDocks),
                WeekOfMarts.Ratio(60 * windows.Sum(window => window["bikes_departed"]), known), WeekOfMarts.Ratio(60 * windows.Sum(window => window["bikes_arrived"]), known),
                hour.Select(one => one.Date).Distinct().Count(), windows.Sum(window => window["minutes_observed"]));

        week.Query("SELECT * FROM pmp_marts.gbfs_station_usual").Should().Equal(expected.Order(StringComparer.Ordinal), SecondBySecond.AreClose);
    }

    [Theory]
    [InlineData(AutumnStart, 13)]
    [InlineData(SpringStart, 14)]
    public void CityUsual_OfDaysWithAClockChange_IsThatOfTheWindows(string start, int seed)
    {
        using var week = new WeekOfMarts(start, seed);
        var totals = (
            from window in BeforeToday(week)
            group window by (window.System, window.Start) into windows
            let local = ParisTimes.Local(windows.Key.Start)
            select (
                windows.Key.System, local.Date, Weekday: ParisTimes.Weekday(local), local.Hour, Stations: windows.Count(),
                Bikes: (double?)windows.Sum(window => window["bikes_mean"]),
                Empty: (double?)windows.Sum(window => WeekOfMarts.Ratio(window["minutes_empty"], window["minutes_observed"])),
                Full: (double?)windows.Sum(window => WeekOfMarts.Ratio(window["minutes_full"], window["minutes_observed"])))).ToList();
        var most = totals.GroupBy(total => (total.System, total.Date)).ToDictionary(day => day.Key, day => day.Max(total => total.Stations));
        var expected =
            from total in totals
            where total.Stations >= 0.75 * most[(total.System, total.Date)]
            group total by (total.System, total.Weekday, total.Hour) into hour
            let bikes = hour.Select(total => total.Bikes).ToList()
            select WeekOfMarts.Row(
                hour.Key.System, hour.Key.Weekday, hour.Key.Hour, WeekOfMarts.Quantile(bikes, 0.25), WeekOfMarts.Quantile(bikes, 0.5), WeekOfMarts.Quantile(bikes, 0.75),
                WeekOfMarts.Quantile(hour.Select(total => total.Empty), 0.5), WeekOfMarts.Quantile(hour.Select(total => total.Full), 0.5), hour.Select(total => total.Date).Distinct().Count());

        week.Query("SELECT * FROM pmp_marts.gbfs_city_usual").Should().Equal(expected.Order(StringComparer.Ordinal), SecondBySecond.AreClose);
    }

    [Theory]
    [InlineData(AutumnStart, 15)]
    [InlineData(SpringStart, 16)]
    public void AreaHours_OfDaysWithAClockChange_AreThoseOfTheStations(string start, int seed)
    {
        using var week = new WeekOfMarts(start, seed);
        var hours = SecondBySecond.Windows(week.Rows, week.Now, 60).Select(Window.Parse);
        // each station of the made-up city lies in an area of its own
        var expected =
            from hour in hours
            where hour.System == "velib"
            select WeekOfMarts.Row(
                hour.System, hour.Station switch { "s0" => "75101", "s1" => "75116", _ => "zone-21" }, hour.Start, ParisTimes.Local(hour.Start), hour["bikes_mean"], hour["docks_mean"],
                WeekOfMarts.Ratio(hour["minutes_empty"], hour["minutes_observed"]), WeekOfMarts.Ratio(hour["minutes_full"], hour["minutes_observed"]), hour["bikes_departed"], hour["bikes_arrived"]);

        week.Query("SELECT * FROM pmp_marts.gbfs_area_hourly").Should().Equal(expected.Order(StringComparer.Ordinal), SecondBySecond.AreClose);
    }

    [Theory]
    [InlineData(21)]
    [InlineData(22)]
    [InlineData(23)]
    public void Flow_OfTheLast90Minutes_IsThatOfTheRows(int seed)
    {
        using var week = new WeekOfMarts(AutumnStart, seed);
        var expected =
            from row in week.Rows
            where row.Collected >= week.Now.AddMinutes(-90) && (row.Bikes is not null || row.Rents == false)
            group row by (row.System, row.Station, row.At) into same
            let row = same.OrderByDescending(row => row.Collected).ThenBy(row => row.SnapshotId).First()
            group (row.At, Bikes: row.Rents == false ? 0 : row.Bikes!.Value) by (row.System, row.Station) into station
            let newest = station.MaxBy(one => one.At)
            let past = ((int[])[15, 30, 60]).Select(minutes => station.Where(one => one.At <= newest.At.AddMinutes(-minutes) && one.At >= newest.At.AddMinutes(-minutes - 15)).Select(one => ((DateTime, int)?)one).MaxBy(one => one!.Value.Item1)).ToList()
            select WeekOfMarts.Row([
                station.Key.System, station.Key.Station, newest.At, newest.Bikes,
                .. past.Select(one => (object?)(newest.Bikes - one?.Item2)), .. past.Select(one => (object?)one?.Item1)]);

        week.Query("SELECT * FROM pmp_marts.gbfs_station_flow_latest").Should().Equal(expected.Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData(31)]
    [InlineData(32)]
    public void Score_OfTheLastWeek_IsThatOfEveryForecast(int seed)
    {
        using var week = new WeekOfMarts(AutumnStart, seed);
        var usual = Usual(week);
        var windows = week.Windows.Where(window => window.Start >= week.Now.AddDays(-7)).ToDictionary(window => (window.System, window.Station, window.Start));
        var forecasts = new List<(string System, int Minutes, double Chance, bool CameTrue)>();
        // every two hours, at a quarter to
        foreach (var window in windows.Values.Where(window => window.Start.Hour % 2 == 0 && window.Start.Minute == 30 && window["bikes_last"] is not null && window["minutes_closed"] < window["minutes_observed"]))
        {
            var earlier = windows.GetValueOrDefault((window.System, window.Station, window.Start.AddMinutes(-30)))?["bikes_last"];
            var change = window["bikes_last"]!.Value - (earlier ?? window["bikes_last"]!.Value);
            var local = ParisTimes.Local(window.Start.AddMinutes(15));
            var (departed, arrived) = usual.GetValueOrDefault((window.System, window.Station, ParisTimes.Weekday(local), local.Hour), (3, 3));
            foreach (var minutes in (int[])[15, 30])
            {
                if (windows.GetValueOrDefault((window.System, window.Station, window.Start.AddMinutes(minutes)))?["bikes_last"] is not { } after) continue;
                forecasts.Add((window.System, minutes, Chance(window["bikes_last"]!.Value, departed, arrived, change, minutes), after > 0));
            }
        }

        var expected = forecasts.GroupBy(forecast => (forecast.System, forecast.Minutes)).Select(group => WeekOfMarts.Row(
            group.Key.System, group.Key.Minutes, group.Count(), group.Count(one => (one.Chance >= 0.5) == one.CameTrue), group.Average(one => (one.Chance >= 0.5) == one.CameTrue ? 1.0 : 0),
            group.Average(one => Math.Pow(one.Chance - (one.CameTrue ? 1 : 0), 2))));
        week.Query("SELECT * FROM pmp_marts.gbfs_forecast_score").Should().Equal(expected.Order(StringComparer.Ordinal), SecondBySecond.AreClose);
    }

    [Theory]
    [InlineData(41)]
    [InlineData(42)]
    [InlineData(43)]
    public void Chance_OfEachStation_FollowsFromItsStateFlowAndUsual(int seed)
    {
        using var week = new WeekOfMarts(AutumnStart, seed);
        var usual = Usual(week);
        var local = ParisTimes.Local(week.Now);
        var expected = week.Query(
            """
            SELECT flow.system_id, flow.station_id, state.can_rent, state.can_return, state.usable_bikes_available, state.usable_docks_available, flow.change_30m
            FROM pmp_marts.gbfs_station_flow_latest AS flow
            JOIN pmp_marts.gbfs_latest_state AS state ON state.system_id = flow.system_id AND state.station_id = flow.station_id
            """).Select(row =>
            {
                var cells = row.Split(" | ");
                var (departed, arrived) = usual.GetValueOrDefault((cells[0], cells[1], ParisTimes.Weekday(local), local.Hour), (3, 3));
                var change = cells[6] == "NULL" ? 0 : Number(cells[6])!.Value;
                return WeekOfMarts.Row([
                    cells[0], cells[1],
                    .. ((int[])[15, 30]).Select(minutes => (object?)(cells[2] == "false" ? 0 : Number(cells[4]) is { } bikes ? Chance(bikes, departed, arrived, change, minutes) : null)),
                    .. ((int[])[15, 30]).Select(minutes => (object?)(cells[3] == "false" ? 0 : Number(cells[5]) is { } docks ? Chance(docks, arrived, departed, -change, minutes) : null))]);
            });

        week.Query("SELECT * FROM pmp_marts.gbfs_station_chance").Should().Equal(expected.Order(StringComparer.Ordinal), SecondBySecond.AreClose);

        static double? Number(string cell) => cell == "NULL" ? null : double.Parse(cell, CultureInfo.InvariantCulture);
    }

    [Fact]
    public void ChanceAndScore_ApplyOneRule()
    {
        static string[] Rule(string mart) => [.. RepositoryFiles.Mart(mart).Split('\n').SkipWhile(line => !line.Contains("-- the rule:", StringComparison.Ordinal)).Skip(1).Take(2)];

        Rule("gbfs_station_chance").Should().HaveCount(2).And.Equal(Rule("gbfs_forecast_score"));
    }

    private static double Chance(double bikes, double departed, double arrived, double change, int minutes)
    {
        var drift = ((arrived - departed) * minutes / 60 * 0.5) + (change * minutes / 30 * 0.15);
        return 1 / (1 + Math.Exp(-1.702 * (bikes + drift - 0.5) / Math.Sqrt(((arrived + departed) * minutes / 60) + 0.1)));
    }

    private static IEnumerable<Window> BeforeToday(WeekOfMarts week) => week.Windows.Where(window => ParisTimes.Local(window.Start).Date < ParisTimes.Local(week.Now).Date);

    private static Dictionary<(string System, string Station, int Weekday, int Hour), (double Departed, double Arrived)> Usual(WeekOfMarts week) => (
        from window in BeforeToday(week)
        let local = ParisTimes.Local(window.Start)
        group window by (window.System, window.Station, ParisTimes.Weekday(local), local.Hour) into hour
        let known = hour.Sum(window => window["minutes_bikes_known"])!.Value
        where known > 0
        select (hour.Key, (hour.Sum(window => window["bikes_departed"])!.Value * 60 / known, hour.Sum(window => window["bikes_arrived"])!.Value * 60 / known)))
        .ToDictionary(pair => pair.Key, pair => pair.Item2);
}
