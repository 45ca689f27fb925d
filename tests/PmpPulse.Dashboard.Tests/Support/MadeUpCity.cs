namespace PmpPulse.Dashboard.Tests.Support;

/// <summary>Rows of the marts for a made-up city.</summary>
internal static class MadeUpCity
{
    public const string System = "velib";

    public static IReadOnlyDictionary<string, object?> Station(
        string id, DateTimeOffset at, string? name = "A station", string? code = null, double? lat = 48.86, double? lon = 2.35, long? capacity = 20, long? bikes = 5, long? docks = 15,
        bool canRent = true, bool canReturn = true, string? flags = null, DateTimeOffset? eventTs = null) => new Dictionary<string, object?>
        {
            ["station_id"] = id,
            ["station_code"] = code,
            ["name"] = name,
            ["lat"] = lat,
            ["lon"] = lon,
            ["capacity"] = capacity,
            ["event_ts"] = eventTs ?? at,
            ["ingest_ts"] = at,
            ["last_reported_ts"] = at,
            ["usable_bikes_available"] = canRent ? bikes : 0,
            ["ebike_available_last_known"] = bikes / 2,
            ["usable_docks_available"] = canReturn ? docks : 0,
            ["can_rent"] = canRent,
            ["can_return"] = canReturn,
            ["is_empty"] = canRent && bikes == 0,
            ["is_full"] = canReturn && docks == 0,
            ["quality_flags"] = flags,
        };

    /// <summary>Stations in rings around the middle of Paris, from empty to full.</summary>
    public static void Fill(FakeWarehouse warehouse, DateTimeOffset at, int stations)
    {
        warehouse.Marts["gbfs_latest_state_enriched"] =
        [
            .. Enumerable.Range(0, stations).Select(i => Station(
                $"{20_000 + i}", at, $"Place {i}", $"{1 + (i % 20)}{i % 1000:000}", 48.86 + (0.04 * Math.Sin(i) * (i % 97) / 97), 2.35 + (0.07 * Math.Cos(i) * (i % 97) / 97), 20 + (i % 30), i % 21, 20 - (i % 21))),
        ];
        warehouse.Marts["gbfs_snapshot_totals"] = [.. Enumerable.Range(0, 120).Select(i => Totals(at - TimeSpan.FromMinutes(119 - i), 10_000 + (i * 10), stations))];
        warehouse.Marts["velib_station_windows_15m"] =
        [
            .. from slot in Enumerable.Range(0, 96)
            from i in Enumerable.Range(0, Math.Min(stations, 60))
            select Window($"{20_000 + i}", Quarter(at) - TimeSpan.FromMinutes(15 * (95 - slot)), (i + slot) % 21),
        ];
    }

    public static IReadOnlyDictionary<string, object?> Totals(DateTimeOffset at, long bikes, long stations) => new Dictionary<string, object?>
    {
        ["event_ts"] = at,
        ["ingest_ts"] = at,
        ["usable_bikes_available"] = bikes,
        ["usable_ebikes_available"] = bikes / 3,
        ["usable_docks_available"] = 2 * bikes,
        ["empty_stations"] = 3,
        ["full_stations"] = 2,
        ["stations_reporting"] = stations,
    };

    public static IReadOnlyDictionary<string, object?> Window(string id, DateTimeOffset start, long bikes, double minutesEmpty = 0, long? most = null) => new Dictionary<string, object?>
    {
        ["station_id"] = id,
        ["window_ts"] = start,
        ["bikes_last"] = bikes,
        ["docks_last"] = 20 - bikes,
        ["bikes_max"] = most ?? bikes,
        ["docks_max"] = 20 - bikes,
        ["minutes_empty"] = minutesEmpty,
        ["minutes_full"] = 0.0,
    };

    public static DateTimeOffset Quarter(DateTimeOffset instant) => new(instant.UtcTicks / TimeSpan.FromMinutes(15).Ticks * TimeSpan.FromMinutes(15).Ticks, TimeSpan.Zero);
}
