using PmpPulse.GoogleSql.Testing;

namespace PmpPulse.Warehouse.Tests.Marts;

/// <summary>The rules of what is computed from windows hold over made-up days with a clock change, and find what was changed by hand.</summary>
public sealed class RulesOfAWeekTests
{
    private static readonly string[] Rules =
    [
        "areas_have_every_station", "flow_and_chance_are_sound", "health_has_every_station", "hours_agree_with_windows", "latest_state_has_every_station", "quality_days_are_sound",
        "usual_has_every_station", "usual_is_sound", "windows_are_sound", "windows_have_every_observation",
    ];

    [Theory]
    [InlineData("2025-10-18 10:20:00", 51)]
    [InlineData("2026-03-21 11:50:00", 52)]
    public void Rules_OfDaysWithAClockChange_Hold(string start, int seed)
    {
        using var week = new WeekOfMarts(start, seed);

        foreach (var rule in Rules) week.Query(RepositoryFiles.Rule(rule)).Should().BeEmpty(rule);
    }

    [Theory]
    [InlineData("windows_are_sound", "UPDATE pmp_marts.velib_station_windows_15m SET minutes_observed = 15.5 WHERE bikes_last = 7")]
    [InlineData("windows_are_sound", "UPDATE pmp_marts.velib_station_windows_15m SET bikes_last = bikes_max + 1 WHERE bikes_last = 7")]
    [InlineData("windows_are_sound", "UPDATE pmp_marts.velib_station_windows_15m SET window_ts = window_ts + INTERVAL 1 SECOND WHERE bikes_last = 7")]
    [InlineData("windows_have_every_observation", "DELETE FROM pmp_marts.velib_station_windows_15m WHERE bikes_last > 3")]
    [InlineData("windows_have_every_observation", "DELETE FROM pmp_curated.velib_station_status WHERE num_bikes_available > 3")]
    [InlineData("usual_is_sound", "UPDATE pmp_marts.gbfs_station_usual SET bikes_p25 = bikes_p75 + 1")]
    [InlineData("usual_is_sound", "UPDATE pmp_marts.gbfs_city_usual SET hour = 24 WHERE hour = 3")]
    [InlineData("usual_has_every_station", "DELETE FROM pmp_marts.gbfs_station_usual WHERE hour = 8")]
    public void Rule_TableChanged_FindsIt(string rule, string change)
    {
        using var week = new WeekOfMarts("2025-10-18 10:20:00", 53);

        week.Warehouse.Execute(change);

        week.Query(RepositoryFiles.Rule(rule)).Should().NotBeEmpty();
    }

    [Fact]
    public void WindowsAgreeWithRaw_ThePayloadsOfAnHour_HoldUntilAFigureIsAnother()
    {
        using var warehouse = new TestWarehouse();
        warehouse.AddEverything();
        for (var minute = 0; minute < 60; minute++)
        {
            var (open, closed) = (minute % 7, minute % 5);
            var time = $"2025-10-18 06:{minute:00}:00";
            warehouse.AddRaw(time, minute, $$"""{"station_id":"s1","num_bikes_available":{{open}}},{"station_id":2,"num_bikes_available":{{closed}},"is_renting":0}""");
            warehouse.AddStatus(time, minute, "s1", bikes: $"{open}");
            warehouse.AddStatus(time, minute, "2", bikes: $"{closed}", renting: "0");
        }

        warehouse.RefreshAll();
        warehouse.Query(RepositoryFiles.Rule("windows_agree_with_raw")).Should().BeEmpty();

        warehouse.Execute("UPDATE pmp_marts.velib_station_windows_15m SET bikes_last = 99 WHERE station_id = 's1' AND window_ts = '2025-10-18 06:15:00'");
        warehouse.Query(RepositoryFiles.Rule("windows_agree_with_raw")).Should().Equal("velib | s1 | 2025-10-18 06:15:00 | 99 | 1");
    }
}
