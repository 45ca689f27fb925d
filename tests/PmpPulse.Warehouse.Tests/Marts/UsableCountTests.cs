using PmpPulse.GoogleSql.Testing;


namespace PmpPulse.Warehouse.Tests.Marts;

/// <summary>Closed stations count as neither empty nor full nor available. A station is closed only if the feed says so.</summary>
public sealed class UsableCountTests : IDisposable
{
    private readonly TestWarehouse _warehouse = new();

    public UsableCountTests() => _warehouse.AddEverything();

    public void Dispose() => _warehouse.Dispose();

    [Theory]
    [InlineData("1", "1", "1", "true | true | 7 | 3 | 2 | 5")]
    [InlineData("0", "1", "1", "false | false | 0 | 0 | 0 | 0")]
    [InlineData("1", "0", "1", "false | true | 0 | 0 | 0 | 5")]
    [InlineData("1", "1", "0", "true | false | 7 | 3 | 2 | 0")]
    [InlineData("NULL", "NULL", "NULL", "true | true | 7 | 3 | 2 | 5")]
    [InlineData("NULL", "0", "NULL", "false | true | 0 | 0 | 0 | 5")]
    [InlineData("0", "NULL", "NULL", "false | false | 0 | 0 | 0 | 0")]
    public void Marts_AnyStatusFlags_AgreeOnWhatIsUsable(string installed, string renting, string returning, string expected)
    {
        _warehouse.AddStatus("2025-10-18 09:00:00", 1, "s1", "7", "5", "2", mechanical: "3", installed: installed, renting: renting, returning: returning);

        const string Columns = "usable_bikes_available, usable_mechanical_available, usable_ebikes_available, usable_docks_available";
        foreach (var mart in (string[])["velib_latest_state", "velib_latest_state_enriched"])
        {
            _warehouse.Query($"SELECT can_rent, can_return, {Columns} FROM pmp_marts.{mart}").Should().Equal([expected], mart);
        }

        _warehouse.Query($"SELECT stations_renting = 1, stations_returning = 1, {Columns} FROM pmp_marts.velib_snapshot_totals").Should().Equal(expected);
        _warehouse.Query(
            """
            SELECT avg_stations_renting = 1, avg_stations_returning = 1, avg_usable_bikes_available, avg_usable_mechanical_available, avg_usable_ebikes_available, avg_usable_docks_available
            FROM pmp_marts.velib_totals_hourly_paris
            """).Should().Equal(expected);
        _warehouse.Query("SELECT total_bikes_available, total_docks_available FROM pmp_marts.velib_snapshot_totals").Should().Equal("7 | 5");
    }

    [Fact]
    public void Totals_ClosedStation_IsNeitherEmptyNorFull()
    {
        _warehouse.AddStatus("2025-10-18 09:00:00", 1, "open", "0", "5");
        _warehouse.AddStatus("2025-10-18 09:00:00", 1, "closed", "0", "0", installed: "0", renting: "0", returning: "0");
        _warehouse.AddStatus("2025-10-18 09:00:00", 1, "silent", "0", "0", installed: "NULL", renting: "NULL", returning: "NULL");
        _warehouse.AddStatus("2025-10-18 09:00:00", 1, "unknown", "NULL", "NULL");

        _warehouse.Query("SELECT stations_reporting, stations_renting, stations_returning, empty_stations, full_stations FROM pmp_marts.velib_snapshot_totals").Should().Equal("4 | 3 | 3 | 2 | 1");
        _warehouse.Query("SELECT avg_empty_stations, peak_empty_stations, avg_full_stations, peak_full_stations FROM pmp_marts.velib_totals_hourly").Should().Equal("2 | 2 | 1 | 1");
        _warehouse.Query("SELECT station_id, is_empty, is_full FROM pmp_marts.velib_latest_state_enriched ORDER BY 1").Should().Equal(
            "closed | false | false", "open | true | false", "silent | true | true", "unknown | NULL | NULL");
    }

    [Fact]
    public void SnapshotTotals_NoUsableStation_IsZeroAndWithoutCountsNull()
    {
        _warehouse.AddStatus("2025-10-18 09:00:00", 1, "closed", "3", "0", installed: "0");
        _warehouse.AddStatus("2025-10-18 09:01:00", 2, "unknown", "NULL", "NULL", "NULL");

        _warehouse.Query("SELECT usable_bikes_available, usable_ebikes_available, usable_docks_available FROM pmp_marts.velib_snapshot_totals ORDER BY event_ts")
            .Should().Equal("0 | 0 | 0", "NULL | NULL | NULL");
    }

    [Fact]
    public void SnapshotTotals_HourlyGlitchWithAClosedStation_KeepsUnknownCountsNull()
    {
        _warehouse.AddStatus("2025-10-18 09:00:00", 1, "open", "7", "5", "2", mechanical: "5");
        _warehouse.AddStatus("2025-10-18 09:00:00", 1, "closed", "4", "3", "1", mechanical: "3", installed: "0");
        _warehouse.AddStatus("2025-10-18 09:01:00", 2, "open", "7", "5", "NULL", mechanical: "NULL");
        _warehouse.AddStatus("2025-10-18 09:01:00", 2, "closed", "4", "3", "NULL", mechanical: "NULL", installed: "0");
        _warehouse.AddStatus("2025-10-18 09:02:00", 3, "open", "7", "NULL", "NULL", mechanical: "NULL");
        _warehouse.AddStatus("2025-10-18 09:02:00", 3, "closed", "4", "3", "1", mechanical: "3", installed: "0");

        const string Columns = "usable_bikes_available, usable_mechanical_available, usable_ebikes_available, usable_docks_available";
        _warehouse.Query($"SELECT {Columns} FROM pmp_marts.velib_snapshot_totals ORDER BY event_ts").Should().Equal("7 | 5 | 2 | 5", "7 | NULL | NULL | 5", "7 | NULL | NULL | NULL");
        _warehouse.Query("SELECT avg_usable_bikes_available, avg_usable_mechanical_available, avg_usable_ebikes_available, avg_usable_docks_available FROM pmp_marts.velib_totals_hourly")
            .Should().Equal("7 | 5 | 2 | 5");
    }
}
