using System.Globalization;
using PmpPulse.GoogleSql.Testing;

namespace PmpPulse.Warehouse.Tests.Marts;

/// <summary>Eight hours of stations of which each has something else. The warehouse's current time is 2025-10-18 09:09:16.</summary>
public sealed class StationHealthTests : IDisposable
{
    private readonly TestWarehouse _warehouse = new();

    public StationHealthTests() => _warehouse.AddEverything();

    public void Dispose() => _warehouse.Dispose();

    [Fact]
    public void Health_OfEachKind_SaysSinceWhenAndWhy()
    {
        for (var minute = 0; minute <= 480; minute += 5)
        {
            // busy ones around the one that stands still, and one like it far away
            Add(minute, "busy1", bikes: 5 + (minute / 5 % 2));
            Add(minute, "busy2", bikes: 5 + (minute / 5 % 2));
            Add(minute, "still", bikes: minute < 60 ? 4 + (minute / 5 % 2) : 7);
            Add(minute, "empty", bikes: 0);
            Add(minute, "lonely", bikes: 7);
            Add(minute, "mute", bikes: 5 + (minute / 5 % 2));
            Add(minute, "closed", bikes: 5, open: minute < 200);
            if (minute < 300) Add(minute, "gone", bikes: 5);
        }

        _warehouse.Execute("UPDATE pmp_curated.velib_station_status SET last_reported_ts = '2025-10-01 00:00:00' WHERE station_id = 'mute'");
        foreach (var (station, lat) in ((string, string)[])[("busy1", "48.8500"), ("busy2", "48.8510"), ("still", "48.8520"), ("empty", "48.8505"), ("lonely", "48.9000"), ("mute", "48.9500"), ("closed", "48.9600")])
        {
            _warehouse.AddInformation("2025-10-18 03:10:00", station, $"Name of {station}", lat: lat);
        }

        _warehouse.RefreshAll();

        _warehouse.Query("SELECT station_id, name, state, since_ts, reason FROM pmp_marts.velib_station_health ORDER BY 1").Should().Equal(
            "busy1 | Name of busy1 | ok | NULL | NULL",
            "busy2 | Name of busy2 | ok | NULL | NULL",
            "closed | Name of closed | closed | 2025-10-18 04:30:00 | neither rents nor takes bikes back",
            "empty | Name of empty | ok | NULL | NULL",
            "gone | NULL | gone | 2025-10-18 05:55:00 | not in the feed",
            "lonely | Name of lonely | ok | NULL | NULL",
            "mute | Name of mute | mute | 2025-10-01 00:00:00 | no report for 17 days",
            "still | Name of still | blocked | 2025-10-18 02:15:00 | no bike came or went; its 3 neighbours had 164 steps");
    }

    private void Add(int minute, string station, int bikes, bool open = true)
    {
        var at = new DateTime(2025, 10, 18, 1, 0, 0, DateTimeKind.Utc).AddMinutes(minute).ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);
        _warehouse.AddStatus(at, 1 + minute, station, bikes: $"{bikes}", renting: open ? "1" : "0", returning: open ? "1" : "0");
    }
}
