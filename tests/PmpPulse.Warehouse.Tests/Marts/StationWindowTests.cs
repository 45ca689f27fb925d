using System.Globalization;
using PmpPulse.GoogleSql.Testing;

namespace PmpPulse.Warehouse.Tests.Marts;

/// <summary>The windows of made-up weeks are what a computation second by second gives, however the statement is run.</summary>
public sealed class StationWindowTests : IDisposable
{
    private const string Table = "velib_station_windows_15m";

    private readonly TestWarehouse _warehouse = new();

    public StationWindowTests() => _warehouse.AddEverything();

    public void Dispose() => _warehouse.Dispose();

    [Theory]
    [InlineData("2025-10-23 22:00:00", 1)] // Thursday to Thursday in Paris; summer time ends on the 26th
    [InlineData("2026-03-25 23:00:00", 2)] // and begins on the 29th
    public void Windows_OfAWeekWithAClockChange_AreThoseOfEverySecond(string start, int seed)
    {
        var (from, rows) = Made(start, TimeSpan.FromDays(7), seed);
        _warehouse.Add(rows);
        var now = from.AddDays(7).AddHours(1);
        _warehouse.SetNow(MadeUpWeek.Text(now));

        for (var day = from.Date; day < now; day = day.AddDays(1)) _warehouse.Refresh(Table, MadeUpWeek.Text(day), MadeUpWeek.Text(day.AddDays(1)));

        Windows().Should().Equal(SecondBySecond.Windows(rows, now), SecondBySecond.AreClose);
        Hours().Should().Equal(SecondBySecond.Windows(rows, now, 60), SecondBySecond.AreClose);
    }

    [Theory]
    [InlineData("2025-10-25 21:40:00", 3)]
    [InlineData("2026-03-28 21:40:00", 4)]
    public void Windows_RowsComeLateAndTheJobRunsHourly_AreThoseOfOneRun(string start, int seed)
    {
        var (from, rows) = Made(start, TimeSpan.FromHours(16), seed);
        var now = from;
        var added = new HashSet<Observation>();
        for (; now < from.AddHours(20); now = now.AddHours(1))
        {
            _warehouse.SetNow(MadeUpWeek.Text(now));
            _warehouse.Add(rows.Where(row => row.Arrived <= now && added.Add(row)).ToList());
            _warehouse.Refresh(Table);
            // a run that is repeated
            if (now.Hour % 5 == 0) _warehouse.Refresh(Table);
            // what is known so far is right for the last three hours
            var since = MadeUpWeek.Text(now.AddHours(-2));
            Windows().Where(window => After(window, since)).Should().Equal(SecondBySecond.Windows(added, now).Where(window => After(window, since)), SecondBySecond.AreClose);
        }

        Windows().Should().Equal(SecondBySecond.Windows(rows, now), SecondBySecond.AreClose);

        static bool After(string window, string time) => string.CompareOrdinal(window.Split(" | ")[2], time) >= 0;
    }

    [Fact]
    public void Windows_RowsAreGoneAndOthersCome_AreChangedAndDeleted()
    {
        var (from, rows) = Made("2025-10-17 06:00:00", TimeSpan.FromHours(12), 5);
        var now = from.AddHours(13);
        _warehouse.SetNow(MadeUpWeek.Text(now));
        _warehouse.Add(rows.Where(row => row.SnapshotId % 7 != 0).ToList());
        _warehouse.Refresh(Table, MadeUpWeek.Text(from), MadeUpWeek.Text(now));
        var kept = rows.Where(row => row.Station != "s1").ToList();

        _warehouse.Execute("DELETE FROM pmp_curated.velib_station_status");
        _warehouse.Add(kept);
        _warehouse.Refresh(Table, MadeUpWeek.Text(from), MadeUpWeek.Text(now));

        Windows().Should().Equal(SecondBySecond.Windows(kept, now), SecondBySecond.AreClose);
    }

    [Fact]
    public void Windows_RowsHaveExpired_Stay()
    {
        var (from, rows) = Made("2025-10-16 00:00:00", TimeSpan.FromHours(60), 6);
        var now = from.AddHours(60);
        _warehouse.SetNow(MadeUpWeek.Text(now));
        _warehouse.Add(rows);
        _warehouse.Refresh(Table, MadeUpWeek.Text(from), MadeUpWeek.Text(now));
        var all = Windows();

        _warehouse.Execute("DELETE FROM pmp_curated.velib_station_status WHERE ingest_ts < '2025-10-17'");
        _warehouse.Refresh(Table, MadeUpWeek.Text(from), MadeUpWeek.Text(now));
        Windows().Should().Equal(all);

        _warehouse.Execute("DELETE FROM pmp_curated.velib_station_status");
        _warehouse.Refresh(Table, MadeUpWeek.Text(from), MadeUpWeek.Text(now));
        Windows().Should().Equal(all);
    }

    [Fact]
    public void Windows_CollectedMoreThanADayAfterPublication_LackIt()
    {
        _warehouse.AddStatus("2025-10-16 09:01:00", 1, "s1", ingestTs: "2025-10-17 09:01:00");
        _warehouse.AddStatus("2025-10-16 09:01:00", 2, "s2", ingestTs: "2025-10-17 09:01:01");

        _warehouse.Refresh(Table, "2025-10-16 00:00:00", "2025-10-17 00:00:00");

        _warehouse.Query($"SELECT station_id, window_ts, observations FROM pmp_marts.{Table} ORDER BY 2").Should().Equal("s1 | 2025-10-16 09:00:00 | 1", "s1 | 2025-10-16 09:15:00 | 0");
    }

    [Fact]
    public void Windows_OfPartOfADay_LeaveTheOthersAlone()
    {
        var (from, rows) = Made("2025-10-17 06:00:00", TimeSpan.FromHours(6), 7);
        var now = from.AddHours(7);
        _warehouse.SetNow(MadeUpWeek.Text(now));
        _warehouse.Add(rows);

        _warehouse.Refresh(Table, "2025-10-17 08:07:00", "2025-10-17 09:20:00");

        Windows().Should().Equal(SecondBySecond.Windows(rows, now).Where(window => string.CompareOrdinal(window.Split(" | ")[2], "2025-10-17 08:00:00") >= 0 && string.CompareOrdinal(window.Split(" | ")[2], "2025-10-17 09:15:00") <= 0), SecondBySecond.AreClose);
    }

    private static (DateTime From, List<Observation> Rows) Made(string start, TimeSpan length, int seed)
    {
        var from = DateTime.Parse(start, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal);
        return (from, MadeUpWeek.Make(from, length, seed));
    }

    private List<string> Windows() => Rows($"SELECT system_id, station_id, window_ts, {string.Join(", ", SecondBySecond.Measures)} FROM pmp_marts.{Table}");

    private List<string> Hours() => Rows($"SELECT system_id, station_id, hour_ts, {string.Join(", ", SecondBySecond.Measures)} FROM pmp_marts.gbfs_station_availability_hourly");

    private List<string> Rows(string sql) => [.. _warehouse.Query(sql).Order(StringComparer.Ordinal)];
}
