using PmpPulse.Contracts.Topology;
using PmpPulse.Feeds;
using PmpPulse.GoogleSql.Catalog;
using PmpPulse.GoogleSql.Testing;
using PmpPulse.Testing;

namespace PmpPulse.Warehouse.Tests.Marts;

/// <summary>
/// Two systems in one warehouse with the same station ids and event times: every mart, assertion and notice gives for both together what
/// it gives for each alone. The warehouse's current time is 2025-10-18 09:09:16.
/// </summary>
public sealed class TwoSystemsTests
{
    /// <summary>Rules that only a wrong view breaks, and such a view.</summary>
    private static readonly Dictionary<string, string> OfViews = new()
    {
        ["latest_state_has_every_station"] = "gbfs_latest_state",
        ["hours_agree_with_windows"] = "gbfs_area_hourly",
        ["areas_have_every_station"] = "gbfs_area_latest",
        ["flow_and_chance_are_sound"] = "gbfs_station_chance",
        ["health_has_every_station"] = "gbfs_station_health",
        ["quality_days_are_sound"] = "gbfs_data_quality_daily",
    };

    [Theory]
    [InlineData("velib", "lyon")]
    [InlineData("lyon", "velib")]
    public void EveryMart_TwoSystems_GivesForEachWhatItGivesAlone(string troubled, string sound)
    {
        var (both, ofTroubled, ofSound) = Fill(troubled, sound);
        using (both) using (ofTroubled) using (ofSound)
        {
            foreach (var mart in RepositoryFiles.MartNames())
            {
                var alone = Rows(ofTroubled).Concat(Rows(ofSound)).ToList();
                alone.Should().NotBeEmpty(mart);
                Rows(both).Should().BeEquivalentTo(alone, mart);

                List<string> Rows(TestWarehouse warehouse) => warehouse.Query($"SELECT * FROM pmp_marts.{mart}");
            }
        }
    }

    [Theory]
    [InlineData("velib", "lyon")]
    [InlineData("lyon", "velib")]
    public void EveryRule_TwoSystems_FindsForEachWhatItFindsAlone(string troubled, string sound)
    {
        var (both, ofTroubled, ofSound) = Fill(troubled, sound);
        using (both) using (ofTroubled) using (ofSound)
        {
            foreach (var rule in RepositoryFiles.RuleNames())
            {
                var found = ofTroubled.Query(RepositoryFiles.Rule(rule));
                if (!OfViews.ContainsKey(rule)) found.Should().Contain(row => row.StartsWith(troubled, StringComparison.Ordinal), rule);
                both.Query(RepositoryFiles.Rule(rule)).Should().BeEquivalentTo(found.Concat(ofSound.Query(RepositoryFiles.Rule(rule))), rule);
            }
        }
    }

    [Fact]
    public void RulesOfViews_TheViewHasEveryRowTwice_FindIt()
    {
        using var warehouse = new TestWarehouse();
        warehouse.AddEverything();
        FillYesterday(warehouse, "velib", 400);
        FillSound(warehouse, "velib");
        warehouse.RefreshAll();
        foreach (var (rule, view) in OfViews)
        {
            warehouse.Query(RepositoryFiles.Rule(rule)).Should().BeEmpty(rule);
            warehouse.SetView("pmp_marts", view, new ViewRelation($"SELECT * FROM (\n{RepositoryFiles.Mart(view)}\n) UNION ALL SELECT * FROM (\n{RepositoryFiles.Mart(view)}\n)"));
            warehouse.Query(RepositoryFiles.Rule(rule)).Should().Contain(row => row.StartsWith("velib", StringComparison.Ordinal), rule);
            warehouse.SetView("pmp_marts", view, new ViewRelation(RepositoryFiles.Mart(view)));
        }
    }

    [Fact]
    public void EveryRule_Broken_NamesTheSystemFirst()
    {
        using var warehouse = new TestWarehouse();
        warehouse.AddEverything();
        foreach (var rule in RepositoryFiles.RuleNames())
        {
            warehouse.Translate(RepositoryFiles.Rule(rule)).OutputFields[0].Name.Should().Be("system_id", rule);
        }
    }

    [Fact]
    public void LatestStateHasEveryStation_OneSystemLost_NamesItsStations()
    {
        using var warehouse = new TestWarehouse();
        warehouse.AddTables();
        warehouse.AddStatus("2025-10-18 09:00:00", 1, "s1");
        warehouse.AddStatus("2025-10-18 09:00:00", 2, "s1", system: "lyon");
        warehouse.AddView("pmp_marts", "gbfs_latest_state", "SELECT system_id, station_id FROM pmp_curated.velib_station_status WHERE system_id = 'lyon'");

        warehouse.Query(RepositoryFiles.Rule("latest_state_has_every_station")).Should().Equal("velib | s1 | NULL");
    }

    [Fact]
    public void CuratedRowsKnowTheirSystem_EmptySystem_NamesTheTable()
    {
        using var warehouse = new TestWarehouse();
        warehouse.AddEverything();
        warehouse.AddStatus("2025-10-01 09:00:00", 1, "s1", system: " ");
        warehouse.AddInformation("2025-10-01 09:00:00", "s1", "One", system: "");

        warehouse.Query(RepositoryFiles.Rule("curated_rows_know_their_system")).Should().BeEquivalentTo(
            "  | pmp_curated.velib_station_status | 1 | NULL", " | pmp_curated.velib_station_information | NULL | NULL");
    }

    private static (TestWarehouse Both, TestWarehouse Troubled, TestWarehouse Sound) Fill(string troubled, string sound)
    {
        var both = new TestWarehouse();
        var ofTroubled = new TestWarehouse();
        var ofSound = new TestWarehouse();
        foreach (var warehouse in (TestWarehouse[])[both, ofTroubled, ofSound]) warehouse.AddEverything();
        foreach (var warehouse in (TestWarehouse[])[both, ofTroubled]) FillTroubled(warehouse, troubled);
        foreach (var warehouse in (TestWarehouse[])[both, ofSound]) FillSound(warehouse, sound);
        foreach (var warehouse in (TestWarehouse[])[both, ofTroubled]) FillYesterday(warehouse, troubled, 300);
        foreach (var warehouse in (TestWarehouse[])[both, ofSound]) FillYesterday(warehouse, sound, 400);
        foreach (var warehouse in (TestWarehouse[])[both, ofTroubled]) AddArea(warehouse, troubled);
        foreach (var warehouse in (TestWarehouse[])[both, ofSound]) AddArea(warehouse, sound);
        foreach (var warehouse in (TestWarehouse[])[both, ofTroubled, ofSound]) warehouse.RefreshAll();
        foreach (var warehouse in (TestWarehouse[])[both, ofTroubled]) SpoilTables(warehouse, troubled);
        return (both, ofTroubled, ofSound);
    }

    /// <summary>Three stations of a system, one empty and one full, with every fault that a rule or notice covers.</summary>
    /// <summary>The same place for both: it holds a system's own stations alone.</summary>
    private static void AddArea(TestWarehouse warehouse, string system) => warehouse.Change($$"""
        INSERT INTO pmp_curated.areas (system_id, area_id, area_name, geojson, west, south, east, north, attribution, source, loaded_ts)
        VALUES ('{{system}}', 'world', 'world of {{system}}', '{"type":"Polygon","coordinates":[[[-180,-90],[180,-90],[180,90],[-180,90],[-180,-90]]]}', -180, -90, 180, 90, 'nobody', 'test', CURRENT_TIMESTAMP())
        """);

    private static void FillTroubled(TestWarehouse warehouse, string system)
    {
        for (var minute = 0; minute < 4; minute++) Poll($"2025-10-18 07:0{minute}:00", $"2025-10-18 07:0{minute}:05", 100 + minute, "s1", "s2", "s3");
        // its clock stands still, two stations disappear, and one that raw has is lost
        Curated("2025-10-18 07:03:00", "2025-10-18 07:04:05", 104, "s1");
        Raw("2025-10-18 07:03:00", "2025-10-18 07:04:05", 104, "s1", "s2");
        Raw("2025-10-18 07:05:00", "2025-10-18 07:05:05", 105, "s1");
        Raw("2025-10-18 07:06:00", "2025-10-18 07:06:05", 106);
        // a gap, a duplicate row, and nothing more in raw for two hours
        Poll("2025-10-18 07:20:00", "2025-10-18 07:20:05", 107, "s1", "s2", "s3");
        Curated("2025-10-18 07:20:00", "2025-10-18 07:20:05", 107, "s1");
        warehouse.AddRaw("2025-10-18 07:21:05", 108, """{"station_id":"s3"}""", source: "elsewhere");
        Curated("2025-10-18 07:21:00", "2025-10-18 07:21:05", 108, "s3");
        Raw("2025-10-18 07:22:00", "2025-10-18 07:22:05", 110, "s1");
        Curated("2025-10-18 07:22:00", "2030-01-01 00:00:00", 109, "s2");
        foreach (var (station, lat) in ((string, string)[])[("s1", "45.75"), ("s2", "45.76"), ("s3", "45.77"), ("s4", "0")])
        {
            warehouse.AddInformation("2025-10-18 03:10:00", station, $"{system} {station}", capacity: "2", lat: lat, lon: lat == "0" ? "0" : "4.85", system: system);
        }

        // of each other curated feed, one element is duplicated, and one that raw has is lost
        AddElements(warehouse, system, 900, curated: ["e1", "e1"], raw: ["e1", "e2"]);

        void Poll(string eventTs, string ingestTs, long snapshotId, params string[] stations)
        {
            Raw(eventTs, ingestTs, snapshotId, stations);
            Curated(eventTs, ingestTs, snapshotId, stations);
        }

        void Raw(string eventTs, string ingestTs, long snapshotId, params string[] stations) =>
            warehouse.AddRaw(ingestTs, snapshotId, string.Join(',', stations.Select(station => $$"""{"station_id":"{{station}}"}""")), eventTs, source: system);

        void Curated(string eventTs, string ingestTs, long snapshotId, params string[] stations)
        {
            foreach (var station in stations) warehouse.AddStatus(eventTs, snapshotId, station, bikes: station == "s3" ? "0" : "1", docks: station == "s2" ? "0" : "7", ingestTs: ingestTs, system: system);
        }
    }

    /// <summary>
    /// Eight stations of a system, one empty and one full, whose snapshots have the same publication times as the other's. Snapshots that the
    /// other lost also share its ids, which could happen because ids are hashes.
    /// </summary>
    private static void FillSound(TestWarehouse warehouse, string system)
    {
        int[] minutes = [0, 1, 2, 3, 4, 5, .. Enumerable.Range(1, 31).Select(poll => 4 * poll + 3)];
        foreach (var minute in minutes)
        {
            var time = TimeSpan.FromHours(7) + TimeSpan.FromMinutes(minute);
            var (eventTs, ingestTs) = ($@"2025-10-18 {time:hh\:mm}:00", $@"2025-10-18 {time:hh\:mm}:08");
            var snapshotId = minute is 4 or 5 ? 100 + minute : 200 + minute;
            warehouse.AddRaw(ingestTs, snapshotId, string.Join(',', Stations().Select(station => $$"""{"station_id":"{{station}}"}""")), eventTs, source: system);
            foreach (var station in Stations()) warehouse.AddStatus(eventTs, snapshotId, station, bikes: station == "s8" ? "0" : "30", docks: station == "s7" ? "0" : "7", ingestTs: ingestTs, system: system);
        }

        warehouse.Change(
            $$"""
            INSERT INTO pmp_ops.velib_station_status_curated_dlq (dlq_ts, stage, event_meta)
            VALUES (TIMESTAMP '2025-10-18 07:22:10', 'snapshot_to_station_rows', JSON '{"source":"{{system}}","snapshot_id":"110"}')
            """);
        foreach (var station in Stations())
        {
            warehouse.AddInformation("2025-10-18 03:10:00", station, $"{system} {station}", capacity: "40", lat: "48.8" + station[1..], lon: "2.35", system: system);
        }

        // the snapshots of which the other lost an element
        AddElements(warehouse, system, 900, curated: ["e1", "e2"], raw: ["e1", "e2"]);

        static IEnumerable<string> Stations() => Enumerable.Range(1, 8).Select(station => $"s{station}");
    }

    /// <summary>What the refreshes would never write.</summary>
    private static void SpoilTables(TestWarehouse warehouse, string system)
    {
        warehouse.AddRaw("2025-10-18 06:10:05", 350, """{"station_id":"s1","num_bikes_available":9}""", "2025-10-18 06:10:00", source: system);
        foreach (var window in (string[])["2025-10-18 06:00:00", "2025-10-16 08:00:00"])
        {
            warehouse.Change(
                $"""
                INSERT INTO pmp_marts.velib_station_windows_15m (system_id, station_id, window_ts, observations, minutes_observed, minutes_bikes_known, bikes_last)
                VALUES ('{system}', 's1', TIMESTAMP '{window}', 1, 20, 20, 5)
                """);
        }

        warehouse.Change($"INSERT INTO pmp_marts.gbfs_station_usual (system_id, station_id, weekday, hour) VALUES ('{system}', 's1', 9, 8)");
    }

    /// <summary>What is usual is that of the days before today.</summary>
    private static void FillYesterday(TestWarehouse warehouse, string system, int snapshotId)
    {
        for (var minute = 10; minute < 50; minute += 10)
        {
            foreach (var station in (string[])["s1", "s2", "s3"]) warehouse.AddStatus($"2025-10-17 08:{minute}:00", snapshotId + minute, station, bikes: $"{minute}", docks: "7", ingestTs: $"2025-10-17 08:{minute}:08", system: system);
        }
    }

    /// <summary>A snapshot of each curated feed but the station status.</summary>
    private static void AddElements(TestWarehouse warehouse, string system, long snapshotId, string[] curated, string[] raw)
    {
        foreach (var feed in FeedTopology.All.Where(feed => feed.Curation is not null && feed != Velib.Status))
        {
            var list = Feed.Named(feed.Kind).List;
            foreach (var element in curated)
            {
                warehouse.Change(
                    $"""
                    INSERT INTO {feed.Curation!.Table} (system_id, ingest_ts, {list.Id}, snapshot_id)
                    VALUES ('{system}', TIMESTAMP '2025-10-18 07:22:05', '{element}', {snapshotId})
                    """);
            }

            var elements = string.Join(',', raw.Select(element => $$"""{"{{list.Id}}":"{{element}}"}"""));
            warehouse.Change(
                $$$"""
                INSERT INTO {{{feed.Writer.Table}}} (ingest_ts, source, event_type, snapshot_id, payload)
                VALUES (TIMESTAMP '2025-10-18 07:22:05', '{{{system}}}', '{{{feed.EventType}}}', {{{snapshotId}}}, JSON '{"data":{"{{{list.Name}}}":[{{{elements}}}]}}')
                """);
        }
    }
}
