using System.Globalization;
using PmpPulse.GoogleSql.Testing;

namespace PmpPulse.Warehouse.Tests.Marts;

/// <summary>What was collected last is the newest, whatever the publisher's clock says.</summary>
public sealed class NewestTests : IDisposable
{
    private const string Latest = "SELECT num_bikes_available, event_ts FROM pmp_marts.velib_latest_state";
    private const string Totals = "SELECT total_bikes_available, event_ts FROM pmp_marts.velib_snapshot_totals ORDER BY ingest_ts";
    private const string Hours = "SELECT hour_ts, avg_total_bikes_available FROM pmp_marts.velib_totals_hourly ORDER BY hour_ts";

    private readonly TestWarehouse _warehouse = new();

    public NewestTests() => _warehouse.AddEverything();

    public void Dispose() => _warehouse.Dispose();

    [Theory]
    [InlineData("2025-10-18 09:04:00")] // within ordinary clock skew
    [InlineData("2025-10-18 09:20:00")]
    [InlineData("2099-01-01 00:00:00")]
    public void LatestState_AfterAClockWasAhead_IsTheLastCollected(string ahead)
    {
        _warehouse.AddStatus(ahead, 1, "s1", bikes: "10", ingestTs: "2025-10-18 09:00:00");
        _warehouse.AddStatus("2025-10-18 09:01:00", 2, "s1", bikes: "20", ingestTs: "2025-10-18 09:01:01");

        _warehouse.Query(Latest).Should().Equal("20 | 2025-10-18 09:01:00");
    }

    [Theory]
    [InlineData("2025-10-18 09:05:00", "2025-10-18 09:05:00")]
    [InlineData("2025-10-18 09:05:00.000001", "2025-10-18 09:00:00")]
    [InlineData("2099-01-01 00:00:00", "2025-10-18 09:00:00")]
    [InlineData("NULL", "2025-10-18 09:00:00")]
    [InlineData("1970-01-01 00:00:00", "1970-01-01 00:00:00")]
    public void EveryMart_PublicationTimeAhead_IsTrustedUpToFiveMinutes(string published, string believed)
    {
        _warehouse.AddStatus(published, 1, "s1", ingestTs: "2025-10-18 09:00:00");
        _warehouse.AddInformation(published, "s1", "One", ingestTs: "2025-10-18 09:00:00");

        foreach (var mart in (string[])["velib_latest_state", "velib_latest_state_enriched", "velib_snapshot_totals", "velib_station_information_latest"])
        {
            _warehouse.Query($"SELECT event_ts FROM pmp_marts.{mart}").Should().Equal([believed], mart);
        }

        var hour = believed[..13] + ":00:00";
        _warehouse.Query("SELECT hour_ts FROM pmp_marts.velib_totals_hourly").Should().Equal(hour);
        _warehouse.Query("SELECT DATETIME(hour_ts, 'Europe/Paris') = hour_paris FROM pmp_marts.velib_totals_hourly_paris").Should().Equal("true");
    }

    [Fact]
    public void Marts_ClockStuckInTheFuture_KeepEveryCollection()
    {
        _warehouse.AddStatus("2099-01-01 00:00:00", 1, "s1", bikes: "10", ingestTs: "2025-10-18 08:59:00");
        _warehouse.AddStatus("2099-01-01 00:00:00", 2, "s1", bikes: "20", ingestTs: "2025-10-18 09:00:00");
        _warehouse.AddStatus("2098-01-01 00:00:00", 3, "s1", bikes: "30", ingestTs: "2025-10-18 09:01:00");

        _warehouse.Query(Latest).Should().Equal("30 | 2025-10-18 09:01:00");
        _warehouse.Query(Totals).Should().Equal("10 | 2025-10-18 08:59:00", "20 | 2025-10-18 09:00:00", "30 | 2025-10-18 09:01:00");
        _warehouse.Query(Hours).Should().Equal("2025-10-18 08:00:00 | 10", "2025-10-18 09:00:00 | 25");
    }

    [Theory]
    [InlineData(1, 2)]
    [InlineData(2, 1)]
    public void Marts_ClockStandsStill_AgreeOnTheLastCollected(long first, long second)
    {
        _warehouse.AddStatus("2025-10-18 09:00:00", second, "s1", bikes: "20", ingestTs: "2025-10-18 09:01:10");
        _warehouse.AddStatus("2025-10-18 09:00:00", first, "s1", bikes: "10", ingestTs: "2025-10-18 09:00:10");

        _warehouse.Query(Latest).Should().Equal("20 | 2025-10-18 09:00:00");
        _warehouse.Query(Totals).Should().Equal("20 | 2025-10-18 09:00:00");
    }

    [Fact]
    public void Marts_ClockGoesBackAnHour_ShowTheLastCollected()
    {
        _warehouse.AddStatus("2025-10-26 00:59:00", 1, "s1", bikes: "10", ingestTs: "2025-10-26 00:59:05");
        _warehouse.AddStatus("2025-10-26 00:00:00", 2, "s1", bikes: "20", ingestTs: "2025-10-26 01:00:05");
        _warehouse.AddInformation("2025-10-26 00:59:00", "s1", "Old", ingestTs: "2025-10-26 00:59:05");
        _warehouse.AddInformation("2025-10-26 00:00:00", "s1", "New", ingestTs: "2025-10-26 01:00:05");

        _warehouse.Query(Latest).Should().Equal("20 | 2025-10-26 00:00:00");
        _warehouse.Query("SELECT name FROM pmp_marts.velib_latest_state_enriched").Should().Equal("New");
    }

    [Fact]
    public void LatestState_AcrossMidnight_ComparesDaysByCollection()
    {
        _warehouse.AddStatus("2025-10-18 23:59:00", 1, "s1", bikes: "10", ingestTs: "2025-10-18 23:59:01");
        _warehouse.AddStatus("2025-10-18 23:00:00", 2, "s1", bikes: "20", ingestTs: "2025-10-19 00:00:01");

        _warehouse.Query(Latest).Should().Equal("20 | 2025-10-18 23:00:00");
    }

    [Fact]
    public void LatestState_RowsReplayedLate_KeepTheirOrder()
    {
        _warehouse.AddStatus("2025-10-18 09:01:00", 2, "s1", bikes: "20", ingestTs: "2025-10-18 09:01:05");
        _warehouse.AddStatus("2025-10-18 09:00:00", 1, "s1", bikes: "10", ingestTs: "2025-10-18 09:00:05");

        _warehouse.Query(Latest).Should().Equal("20 | 2025-10-18 09:01:00");
    }

    [Fact]
    public void LatestState_SameCollectionTime_TakesTheLastPublished()
    {
        _warehouse.AddStatus("2021-03-01 10:01:00", 2, "s1", bikes: "20", ingestTs: "2025-10-18 09:00:00");
        _warehouse.AddStatus("2021-03-01 10:00:59.5", 1, "s1", bikes: "10", ingestTs: "2025-10-18 09:00:00");
        _warehouse.AddStatus("1969-12-31 23:00:00", 3, "s1", bikes: "30", ingestTs: "2025-10-18 09:00:00");

        _warehouse.Query(Latest).Should().Equal("20 | 2021-03-01 10:01:00");
    }

    [Fact]
    public void Marts_TwoAlternatingCaches_ShowTheOneFirstSeenLast()
    {
        // a poll that finds a known snapshot adds no row: each cache's snapshot exists once
        _warehouse.AddStatus("2025-10-18 09:01:00", 2, "s1", bikes: "20", ingestTs: "2025-10-18 09:01:05");
        _warehouse.AddStatus("2025-10-18 09:00:00", 1, "s1", bikes: "10", ingestTs: "2025-10-18 09:02:05");
        _warehouse.AddStatus("2025-10-18 09:03:00", 3, "s1", bikes: "30", ingestTs: "2025-10-18 09:03:05");

        _warehouse.Query(Latest).Should().Equal("30 | 2025-10-18 09:03:00");
        _warehouse.Query("SELECT total_bikes_available FROM pmp_marts.velib_snapshot_totals ORDER BY event_ts").Should().Equal("10", "20", "30");
    }

    [Fact]
    public void SnapshotTotals_SamePublicationTime_PrefersFullerThenLaterThenLowerId()
    {
        _warehouse.AddStatus("2025-10-18 09:00:00", 1, "s1", bikes: "1", ingestTs: "2025-10-18 09:00:01");
        _warehouse.AddStatus("2025-10-18 09:00:00", 1, "s2", bikes: "1", ingestTs: "2025-10-18 09:00:01");
        _warehouse.AddStatus("2025-10-18 09:00:00", 9, "s1", bikes: "9", ingestTs: "2025-10-18 09:00:02");
        _warehouse.AddStatus("2025-10-18 09:02:00", 3, "s1", ingestTs: "2025-10-18 09:02:01");
        _warehouse.AddStatus("2025-10-18 09:02:00", 2, "s1", ingestTs: "2025-10-18 09:02:02");
        _warehouse.AddStatus("2025-10-18 09:03:00", 5, "s1", ingestTs: "2025-10-18 09:03:01");
        _warehouse.AddStatus("2025-10-18 09:03:00", 4, "s1", ingestTs: "2025-10-18 09:03:01");

        _warehouse.Query("SELECT snapshot_id FROM pmp_marts.velib_snapshot_totals ORDER BY event_ts").Should().Equal("1", "2", "4");
    }

    [Theory]
    [InlineData("2099-01-01 00:00:00", "2025-10-17 03:10:00")]
    [InlineData("2025-10-16 03:10:00", "NULL")]
    [InlineData("NULL", "2025-10-01 00:00:00")]
    public void InformationLatest_AnyPublicationTime_IsTheLastCollected(string first, string second)
    {
        _warehouse.AddInformation(first, "s1", "OLD", ingestTs: "2025-10-16 03:10:00");
        _warehouse.AddInformation(second, "s1", "NEW", ingestTs: "2025-10-17 03:10:00");

        _warehouse.Query("SELECT name FROM pmp_marts.velib_station_information_latest").Should().Equal("NEW");
    }

    /// <summary>Every wrong clock, collections in the same microsecond, extreme ids: the order of insertion doesn't matter.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void EveryMart_RowsInAnyOrder_IsTheSame(int seed)
    {
        var random = new Random(seed);
        string[] ingests = ["2025-10-17 23:59:59.999999", "2025-10-18 00:00:00", "2025-10-18 09:00:00", "2025-10-18 09:00:00.000001"];
        string[] events = ["NULL", "2099-12-31 23:59:59", "2025-10-18 09:05:00", "2025-10-18 08:59:59.999999", "2025-10-18 08:00:00", "1969-12-31 23:59:59.9", "0001-01-01 00:00:00"];
        long[] ids = [long.MinValue, long.MaxValue, -1, 0, 1, 500_000_000, 9_999_999_999, 10_000_000_000, -10_000_000_000, -10_000_000_001, random.NextInt64(), -random.NextInt64()];
        var rows = Enumerable.Range(0, 24)
            .Select(_ => (Event: Any(events), Id: Any(ids), Station: $"s{random.Next(3)}", Ingest: Any(ingests)))
            .DistinctBy(row => (row.Id, row.Station))
            .Select((row, i) => (row.Event, row.Id, row.Station, row.Ingest, Bikes: i))
            .ToList();
        var expected = rows.GroupBy(row => row.Station)
            .Select(group => group.OrderByDescending(row => Time(row.Ingest)).ThenByDescending(row => Believed(row.Event, row.Ingest)).ThenBy(row => row.Id).First())
            .Select(row => $"{row.Station} | {row.Bikes}").Order(StringComparer.Ordinal);

        var first = Fill(rows);
        first.Latest.Should().Equal(expected);
        for (var i = 0; i < 2; i++)
        {
            var shuffled = rows.ToArray();
            random.Shuffle(shuffled);
            Fill(shuffled).All.Should().Equal(first.All);
        }

        T Any<T>(T[] values) => values[random.Next(values.Length)];
    }

    private static DateTimeOffset Time(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);

    private static DateTimeOffset Believed(string published, string ingest) =>
        published != "NULL" && Time(published) <= Time(ingest).AddMinutes(5) ? Time(published) : Time(ingest);

    private static (List<string> Latest, List<string> All) Fill(IEnumerable<(string Event, long Id, string Station, string Ingest, int Bikes)> rows)
    {
        using var warehouse = new TestWarehouse();
        warehouse.AddEverything();
        foreach (var row in rows)
        {
            warehouse.AddStatus(row.Event, row.Id, row.Station, $"{row.Bikes}", ebikes: row.Bikes % 3 == 0 ? "NULL" : $"{row.Bikes}", ingestTs: row.Ingest);
            warehouse.AddInformation(row.Event, row.Station, $"name {row.Bikes}", ingestTs: row.Ingest);
        }

        warehouse.RefreshAll();
        var all = RepositoryFiles.MartNames().SelectMany(mart => warehouse.Query($"SELECT * FROM pmp_marts.{mart}").Order(StringComparer.Ordinal).Select(row => $"{mart}: {row}")).ToList();
        return (warehouse.Query("SELECT station_id, num_bikes_available FROM pmp_marts.velib_latest_state ORDER BY 1"), all);
    }
}
