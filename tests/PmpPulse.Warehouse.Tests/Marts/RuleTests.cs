using PmpPulse.GoogleSql.Testing;


namespace PmpPulse.Warehouse.Tests.Marts;

/// <summary>Assertions and notices find their fault and nothing else. The warehouse's current time is 2025-10-18 09:09:16.</summary>
public sealed class RuleTests : IDisposable
{
    private readonly TestWarehouse _warehouse = new();

    public RuleTests() => _warehouse.AddEverything();

    public void Dispose() => _warehouse.Dispose();

    [Fact]
    public void EveryRule_OrdinaryHour_Holds()
    {
        for (var minute = 0; minute < 4; minute++)
        {
            _warehouse.AddRaw($"2025-10-18 09:0{minute}:05", minute, """{"station_id":"s1"},{"station_id":"s2"}""", $"2025-10-18 09:0{minute}:00");
            _warehouse.AddStatus($"2025-10-18 09:0{minute}:00", minute, "s1", ingestTs: $"2025-10-18 09:0{minute}:05");
            _warehouse.AddStatus($"2025-10-18 09:0{minute}:00", minute, "s2", ingestTs: $"2025-10-18 09:0{minute}:05");
        }

        foreach (var (station, lat) in ((string, string)[])[("s1", "48.85"), ("s2", "48.86"), ("s3", "48.9"), ("s4", "48.8")])
        {
            _warehouse.AddInformation("2025-10-18 03:10:00", station, station, lat: lat);
        }

        foreach (var rule in RepositoryFiles.RuleNames().Where(name => name != "latest_rows_carry_no_flags"))
        {
            Broken(rule).Should().BeEmpty(rule);
        }
    }

    [Fact]
    public void EveryRule_EmptyTables_HoldsExceptForSilence()
    {
        foreach (var rule in RepositoryFiles.RuleNames())
        {
            Broken(rule).Should().HaveCount(rule == "polling_is_not_silent" ? 1 : 0, rule);
        }
    }

    [Theory]
    [InlineData("2025-10-18 08:09:17", 0)]
    [InlineData("2025-10-18 08:09:15", 1)]
    public void PollingIsNotSilent_AfterAnHour_IsBroken(string last, int rows)
    {
        _warehouse.AddRaw("2025-10-18 07:00:00", 1, "");
        _warehouse.AddRaw(last, 2, "");

        Broken("polling_is_not_silent").Should().HaveCount(rows);
    }

    [Fact]
    public void NothingIsFromTheFuture_ClockWasAhead_NamesTheCollection()
    {
        _warehouse.AddStatus("2025-10-18 09:00:00", 1, "s1", ingestTs: "2025-10-18 09:14:00");
        _warehouse.AddStatus("2025-10-18 09:00:00", 2, "s1", ingestTs: "2030-01-01 00:00:00");
        _warehouse.AddStatus("2025-10-18 09:00:00", 2, "s2", ingestTs: "2030-01-01 00:00:00");

        Broken("nothing_is_from_the_future").Should().Equal("velib | pmp_curated.velib_station_status | 2030-01-01 00:00:00 | 2");
    }

    [Theory]
    [InlineData("2025-10-18 09:00:00")]
    [InlineData("2025-10-15 09:00:00")] // the publisher's clock is behind, which must not hide the loss
    public void RawStationsAreCurated_AnyPublishersClock_FindsALostStation(string published)
    {
        _warehouse.AddRaw("2025-10-18 09:00:05", 1, """{"station_id":"s1"},{"station_id":"s2"}""", published);
        _warehouse.AddStatus(published, 1, "s1", ingestTs: "2025-10-18 09:00:05");

        Broken("raw_stations_are_curated").Should().Equal("velib | 1 | s2");
    }

    [Fact]
    public void RawStationsAreCurated_FeedUnchangedForDays_ChecksOnce()
    {
        _warehouse.AddStatus("2025-10-12 09:00:00", 1, "s1");
        foreach (var polled in (string[])["2025-10-12 09:00:00", "2025-10-16 09:00:00", "2025-10-18 09:00:00"])
        {
            _warehouse.AddRaw(polled, 1, """{"station_id":"s1"}""", "2025-10-12 09:00:00");
        }

        Broken("raw_stations_are_curated").Should().BeEmpty();
    }

    [Fact]
    public void SnapshotsHaveStations_EmptyList_NamesIt()
    {
        _warehouse.AddRaw("2025-10-18 09:00:05", 1, "", "2025-10-18 09:00:00");
        _warehouse.AddRaw("2025-10-18 09:01:05", 2, """{"station_id":"s1"}""");

        Broken("snapshots_have_stations").Should().Equal("velib | velib:station_status_snapshot | 2025-10-18 09:00:00 | 2025-10-18 09:00:05");
    }

    [Fact]
    public void SnapshotsAreWhole_HalfTheStationsGone_NamesItAndNoDrill()
    {
        for (var station = 0; station < 4; station++)
        {
            _warehouse.AddStatus("2025-10-18 09:00:00", 1, $"s{station}");
            if (station < 2) _warehouse.AddStatus("2025-10-18 09:01:00", 2, $"s{station}");
        }

        _warehouse.AddStatus("2025-10-18 09:00:00", 3, "s1");
        _warehouse.AddRaw("2025-10-18 09:00:00", 3, "", key: "drill-20251018T090000-0000:station_status_snapshot");

        Broken("snapshots_are_whole").Should().Equal("velib | 2025-10-18 09:01:00 | 2025-10-18 09:01:00 | 2 | 4");
    }

    [Fact]
    public void PublicationTimesMoveOn_EveryWrongClock_NamesTheFault()
    {
        _warehouse.AddStatus("2025-10-18 09:00:00", 1, "s1", ingestTs: "2025-10-18 09:00:05");
        _warehouse.AddStatus("2025-10-18 09:00:00", 2, "s1", ingestTs: "2025-10-18 09:01:05");
        _warehouse.AddStatus("2025-10-18 08:00:00", 3, "s1", ingestTs: "2025-10-18 09:02:05");
        _warehouse.AddStatus("2099-01-01 00:00:00", 4, "s1", ingestTs: "2025-10-18 09:03:05");

        Broken("publication_times_move_on").Select(row => row.Split(" | ")[1]).Should().Equal("ahead", "goes back", "stands still");
    }

    [Theory]
    [InlineData("0", "0")]
    [InlineData("2.35", "48.85")]
    [InlineData("40.7", "-74.0")]
    [InlineData("NULL", "2.35")]
    public void StationsHaveAPlace_OutsideTheSystem_NamesTheStation(string lat, string lon)
    {
        foreach (var (station, north) in ((string, string)[])[("s1", "48.80"), ("s2", "48.85"), ("s3", "48.88"), ("s4", "48.90")])
        {
            _warehouse.AddInformation("2025-10-18 03:10:00", station, station, lat: north);
        }

        _warehouse.AddInformation("2025-10-18 03:10:00", "lost", "Lost", lat: lat, lon: lon);

        Broken("stations_have_a_place").Should().ContainSingle().Which.Should().StartWith("velib | lost | Lost");
    }

    [Fact]
    public void CountsArePlausible_999Docks_NamesTheStation()
    {
        _warehouse.AddStatus("2025-10-18 09:00:00", 1, "many", docks: "999");
        _warehouse.AddStatus("2025-10-18 09:00:00", 1, "twice", docks: "21");
        _warehouse.AddStatus("2025-10-18 09:00:00", 1, "usual", docks: "12");
        _warehouse.AddInformation("2025-10-18 03:10:00", "twice", "Twice");
        _warehouse.AddInformation("2025-10-18 03:10:00", "usual", "Usual");

        Broken("counts_are_plausible").Select(row => row.Split(" | ")[1]).Should().Equal("many", "twice");
    }

    [Fact]
    public void LatestRowsCarryNoFlags_Flags_AreCounted()
    {
        _warehouse.AddStatus("2025-10-18 09:00:00", 1, "s1");
        _warehouse.AddStatus("2025-10-18 09:00:00", 1, "s2");
        _warehouse.AddInformation("2025-10-18 03:10:00", "s1", "One");
        _warehouse.Change("UPDATE pmp_curated.velib_station_information SET quality_flags = ['position_zero'] WHERE TRUE");

        Broken("latest_rows_carry_no_flags").Should().Equal(
            "velib | gbfs_latest_state | a | 2 | s1", "velib | gbfs_latest_state | b | 2 | s1", "velib | gbfs_station_information_latest | position_zero | 1 | s1");
    }

    private List<string> Broken(string rule) => _warehouse.Query(RepositoryFiles.Rule(rule));
}
