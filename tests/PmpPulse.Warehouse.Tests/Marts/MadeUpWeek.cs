using System.Globalization;
using PmpPulse.GoogleSql.Testing;

namespace PmpPulse.Warehouse.Tests.Marts;

/// <summary>
/// Rows of two systems over some days, with what goes wrong in a feed: missed polls and outages, snapshots that lack stations, counts that
/// are missing for some minutes each hour, one publication time collected twice with other counts, publication times that are missing or
/// ahead, rows that come hours late, stations that open, close, come and go.
/// </summary>
internal static class MadeUpWeek
{
    public static List<Observation> Make(DateTime start, TimeSpan length, int seed, int stations = 3, int period = 61)
    {
        var random = new Random(seed);
        var rows = new List<Observation>();
        long snapshot = 1;
        foreach (var system in (string[])["velib", "lyon"])
        {
            var states = Enumerable.Range(0, stations).Select(i => (Bikes: 5 + i, Docks: 10 - i, Open: true, Here: i > 0)).ToArray();
            var outageUntil = start;
            for (var at = start; at < start + length; at = at.AddSeconds(period))
            {
                if (random.Next(400) == 0) outageUntil = at.AddMinutes(random.Next(5, 90));
                for (var i = 0; i < stations; i++)
                {
                    var (bikes, docks, open, here) = states[i];
                    var step = random.Next(5) == 0 ? random.Next(-2, 3) : 0;
                    if (bikes + step >= 0 && docks - step >= 0) (bikes, docks) = (bikes + step, docks - step);
                    if (random.Next(300) == 0) open = !open;
                    if (random.Next(1500) == 0) here = !here;
                    states[i] = (bikes, docks, open, here);
                }

                if (at < outageUntil || random.Next(20) == 0) continue;
                var collected = at.AddSeconds(random.Next(1, 40));
                DateTime? published = random.Next(60) switch { 0 => null, 1 => collected.AddMinutes(20), 2 => collected.AddMinutes(4), _ => at };
                var isPartial = random.Next(40) == 0;
                var isGlitch = at.Minute is 7 or 8;
                var arrived = collected.AddSeconds(random.Next(30) == 0 ? random.Next(60, 7000) : 2);
                Add(0);
                // the same publication once more, with other counts
                if (random.Next(50) == 0)
                {
                    collected = collected.AddSeconds(random.Next(0, 3) * 30);
                    Add(1);
                }

                void Add(int more)
                {
                    snapshot++;
                    for (var i = 0; i < stations; i++)
                    {
                        var (bikes, docks, open, here) = states[i];
                        if (!here || (isPartial && random.Next(2) == 0)) continue;
                        rows.Add(new Observation(
                            system, $"s{i}", published, collected, arrived, snapshot, random.Next(200) == 0 ? null : bikes + more, isGlitch ? null : bikes / 2,
                            i == 2 ? null : docks, random.Next(100) == 0 ? null : open, random.Next(30) == 0 ? !open : open));
                    }
                }
            }
        }

        return rows;
    }

    /// <summary>Adds rows to the curated table.</summary>
    public static void Add(this TestWarehouse warehouse, IEnumerable<Observation> rows)
    {
        foreach (var batch in rows.Chunk(2000))
        {
            warehouse.Execute(
                $"""
                INSERT INTO pmp_curated.velib_station_status (system_id, ingest_ts, event_ts, station_id, is_installed, is_renting, is_returning, num_bikes_available, num_docks_available, ebike_available, snapshot_id)
                VALUES {string.Join(",\n", batch.Select(Values))}
                """);
        }
    }

    public static string Text(DateTime time) => time.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);

    private static string Values(Observation row) => string.Create(
        CultureInfo.InvariantCulture,
        $"('{row.System}', '{Text(row.Collected)}', {(row.Published is { } published ? $"'{Text(published)}'" : "NULL")}, '{row.Station}', 1, {Flag(row.Rents)}, {Flag(row.Returns)}, {Count(row.Bikes)}, {Count(row.Docks)}, {Count(row.Ebikes)}, {row.SnapshotId})");

    private static string Flag(bool? flag) => flag switch { null => "NULL", true => "1", false => "0" };

    private static string Count(int? count) => count?.ToString(CultureInfo.InvariantCulture) ?? "NULL";
}
