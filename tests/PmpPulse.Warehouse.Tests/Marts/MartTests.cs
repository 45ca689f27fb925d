using PmpPulse.GoogleSql.Testing;


namespace PmpPulse.Warehouse.Tests.Marts;

public sealed class MartTests : IDisposable
{
    private readonly TestWarehouse _warehouse = new();

    public MartTests() => _warehouse.AddEverything();

    public void Dispose() => _warehouse.Dispose();

    [Fact]
    public void EveryMart_EmptyTables_HasItsAnnouncedTypes()
    {
        foreach (var mart in RepositoryFiles.MartNames())
        {
            _warehouse.Invoking(w => w.Query($"SELECT * FROM pmp_marts.{mart}")).Should().NotThrow(mart);
        }
    }

    [Fact]
    public void EveryColumn_OfEveryView_IsDescribedInTheGuide()
    {
        var guide = RepositoryFiles.Document("05-marts.md");
        foreach (var mart in RepositoryFiles.MartNames().Where(name => !name.EndsWith("_mv", StringComparison.Ordinal)))
        {
            var columns = _warehouse.Translate($"SELECT * FROM pmp_marts.{mart}").OutputFields.Select(field => field.Name);
            columns.Where(column => !guide.Contains($"`{column}`", StringComparison.Ordinal)).Should().BeEmpty("of {0}", mart);
        }
    }

    [Fact]
    public void LatestState_SeveralSnapshots_IsTheNewest()
    {
        _warehouse.AddStatus("2025-10-18 09:00:00", 7, "s1", bikes: "1");
        _warehouse.AddStatus("2025-10-18 09:02:00", 9, "s1", bikes: "3");
        _warehouse.AddStatus("2025-10-18 09:01:00", 8, "s1", bikes: "2");
        _warehouse.AddStatus("2025-10-17 23:59:00", 6, "s2", bikes: "4");

        _warehouse.Query("SELECT station_id, event_ts, num_bikes_available, snapshot_id, quality_flags FROM pmp_marts.velib_latest_state ORDER BY 1")
            .Should().Equal("s1 | 2025-10-18 09:02:00 | 3 | 9 | a,b", "s2 | 2025-10-17 23:59:00 | 4 | 6 | a,b");
    }

    [Fact]
    public void LatestState_NewestHasNulls_KeepsThem()
    {
        _warehouse.AddStatus("2025-10-18 09:00:00", 7, "s1", ebikes: "4", code: "'16107'");
        _warehouse.AddStatus("2025-10-18 10:00:00", 8, "s1", ebikes: "NULL", code: "NULL");

        _warehouse.Query("SELECT station_code, num_bikes_available, ebike_available, last_reported_ts FROM pmp_marts.velib_latest_state")
            .Should().Equal("NULL | 5 | NULL | NULL");
    }

    [Fact]
    public void LatestState_TwoSnapshotsWithOneEventTime_TakesEveryColumnFromOne()
    {
        _warehouse.AddStatus("2025-10-18 09:00:00", 8, "s1", bikes: "1", docks: "1");
        _warehouse.AddStatus("2025-10-18 09:00:00", 9, "s1", bikes: "2", docks: "2");
        _warehouse.AddStatus("2025-10-18 09:00:00", -7, "s1", bikes: "3", docks: "3");

        _warehouse.Query("SELECT snapshot_id, num_bikes_available, num_docks_available FROM pmp_marts.velib_latest_state").Should().Equal("-7 | 3 | 3");
    }

    [Fact]
    public void LatestState_AcrossTwoIngestDays_HasOneRow()
    {
        _warehouse.AddStatus("2025-10-18 23:59:00", 8, "s1", bikes: "1");
        _warehouse.AddStatus("2025-10-19 00:01:00", 9, "s1", bikes: "2");

        _warehouse.Query("SELECT num_bikes_available FROM pmp_marts.velib_latest_state").Should().Equal("2");
        _warehouse.Query("SELECT COUNT(*) FROM pmp_marts.velib_latest_state_mv").Should().Equal("2");
    }

    [Fact]
    public void LatestStateEnriched_ByStationCode_HasArrondissementAndFillRate()
    {
        _warehouse.AddStatus("2025-10-18 09:00:00", 8, "paris", bikes: "5", code: "'16107'");
        _warehouse.AddStatus("2025-10-18 09:00:00", 8, "suburb", bikes: "5", code: "'21301'");
        _warehouse.AddStatus("2025-10-18 09:00:00", 8, "odd", bikes: "5", code: "'ab123'");
        _warehouse.AddStatus("2025-10-18 09:00:00", 8, "glitch", bikes: "4", code: "NULL");
        _warehouse.AddStatus("2025-10-18 09:00:00", 8, "unknown", bikes: "4", code: "'1'");
        _warehouse.AddInformation("2025-10-18 03:10:00", "paris", "Old name");
        _warehouse.AddInformation("2025-10-18 04:10:00", "paris", "Benjamin Godard");
        _warehouse.AddInformation("2025-10-18 03:10:00", "suburb", "Suburb", capacity: "0");
        _warehouse.AddInformation("2025-10-18 03:10:00", "glitch", "Glitch", code: "'5110'");

        _warehouse.Query("SELECT station_id, station_code, name, arrondissement, fill_rate FROM pmp_marts.velib_latest_state_enriched ORDER BY 1").Should().Equal(
            "glitch | 5110 | Glitch | 5 | 0.4",
            "odd | ab123 | NULL | NULL | NULL",
            "paris | 16107 | Benjamin Godard | 16 | 0.5",
            "suburb | 21301 | Suburb | NULL | NULL",
            "unknown | 1 | NULL | NULL | NULL");
    }

    [Fact]
    public void SnapshotTotals_TwoSnapshotsWithOneEventTime_CountsTheFullerOne()
    {
        _warehouse.AddStatus("2025-10-18 09:00:00", 5, "s1", bikes: "9");
        _warehouse.AddStatus("2025-10-18 09:00:00", 8, "s1", bikes: "0", docks: "0");
        _warehouse.AddStatus("2025-10-18 09:00:00", 8, "s2", bikes: "2", docks: "NULL", ebikes: "NULL");

        _warehouse.Query(
            """
            SELECT snapshot_id, total_bikes_available, total_mechanical_available, total_ebikes_available, total_docks_available,
              stations_reporting, empty_stations, full_stations
            FROM pmp_marts.velib_snapshot_totals
            """).Should().Equal("8 | 2 | NULL | 1 | 0 | 2 | 1 | 1");
    }

    [Fact]
    public void SnapshotTotals_EqualSnapshots_CountsTheLowerId()
    {
        _warehouse.AddStatus("2025-10-18 09:00:00", 8, "s1", bikes: "9");
        _warehouse.AddStatus("2025-10-18 09:00:00", 5, "s1", bikes: "1");

        _warehouse.Query("SELECT snapshot_id FROM pmp_marts.velib_snapshot_totals").Should().Equal("5");
    }

    [Fact]
    public void TotalsHourly_TruncatedSnapshot_IsLeftOut()
    {
        foreach (var station in (string[])["s1", "s2", "s3"])
        {
            _warehouse.AddStatus("2025-10-18 09:00:00", 5, station, bikes: "10");
            _warehouse.AddStatus("2025-10-18 09:30:00", 6, station, bikes: "20");
        }

        _warehouse.AddStatus("2025-10-18 09:45:00", 7, "s1", bikes: "1");

        _warehouse.Query(
            """
            SELECT hour_ts, avg_total_bikes_available, peak_total_bikes_available, min_total_bikes_available, avg_stations_reporting,
              snapshot_samples, partial_snapshots
            FROM pmp_marts.velib_totals_hourly
            """).Should().Equal("2025-10-18 09:00:00 | 45 | 60 | 30 | 3 | 2 | 1");
    }

    [Fact]
    public void TotalsHourlyParis_SummerTimeEnds_KeepsBothHours()
    {
        _warehouse.AddStatus("2025-10-26 00:30:00", 5, "s1");
        _warehouse.AddStatus("2025-10-26 01:30:00", 6, "s1");
        _warehouse.AddInformation("2025-10-18 03:10:00", "s1", "One");
        _warehouse.AddInformation("2025-10-18 03:10:00", "s2", "Two");

        _warehouse.Query("SELECT hour_paris, hour_ts, total_stations_known, avg_coverage_ratio FROM pmp_marts.velib_totals_hourly_paris ORDER BY hour_ts")
            .Should().Equal("2025-10-26 02:00:00 | 2025-10-26 00:00:00 | 2 | 0.5", "2025-10-26 02:00:00 | 2025-10-26 01:00:00 | 2 | 0.5");
    }

    [Fact]
    public void Translate_EveryMart_ListsItsCuratedTables()
    {
        _warehouse.Translate("SELECT * FROM pmp_marts.velib_totals_hourly_paris").ReferencedTables.Select(t => t.ToString())
            .Should().BeEquivalentTo("test:pmp_curated.velib_station_status", "test:pmp_curated.velib_station_information");
    }
}
