namespace PmpPulse.Cli.Cost;

/// <summary>
/// What each mart scans: of each table that it reads the columns it names, of the days it asks for, at least 10 MB. Widths are BigQuery's:
/// 8 bytes a number or time, 2 and its UTF-8 bytes a text.
/// </summary>
internal sealed class MartScans(CostVolumes volumes, CostSettings settings)
{
    private const decimal Minimum = 10 * 1024 * 1024;
    private const int Id = 11;
    private const int System = 7;
    private const int HoursAWeek = 168;

    /// <summary>Windows of 15 minutes.</summary>
    public const int WindowsADay = 96;

    /// <summary>A whole row of a window: 24 numbers, its time, and key.</summary>
    public const int WindowRow = 25 * 8 + System + Id;

    /// <summary>A whole row of what is usual: 16 numbers and key.</summary>
    public const int UsualRow = 16 * 8 + System + Id;

    // the tables read: rows a day, days at most, bytes a row
    private Part Latest(int width = RowWidths.LatestState) => new(volumes.Stations, settings.HistoryDays + 1, width);

    private Part Totals(int width = RowWidths.SnapshotTotals) => new(volumes.PollsADay, settings.HistoryDays + 1, width);

    private Part Information(int width = RowWidths.Information) => new(volumes.Stations, settings.InformationDays, width);

    private Part Windows(int days, int columns) => new(1m * WindowsADay * volumes.Stations, days, columns * 8 + System + Id);

    // a week has each hour once
    private Part Usual(int columns) => new(24m * volumes.Stations, HoursAWeek / 24, columns * 8 + System + Id);

    // a materialized view is brought up to date from the rows since its last refresh; dead letters are few
    private static Part Few => new(0, 1, 0);

    // the partition of today, half of it on average
    private Part Today(int columns) => new(volumes.PollsADay * volumes.Stations / 2, 1, columns * 8 + System + Id);

    private Part Raw => new(volumes.PollsADay, 32, 2 * 8 + System + 25 + 31);

    /// <summary>Every mart that is more than a filter of another one, by name.</summary>
    public IReadOnlyList<MartScan> All =>
    [
        Scan("gbfs_area_hourly", Windows(36, 10), Latest(), Few, Information(8 + System + Id + 7)),
        Scan("gbfs_area_latest", Latest(), Few, Information()),
        Scan("gbfs_city_usual", new Part(24, HoursAWeek / 24, 8 * 8 + System)),
        Scan("gbfs_data_quality_daily", Raw, Latest(3 * 8 + System), Totals(3 * 8 + System), Few, Few, Few),
        Scan("gbfs_forecast_score", Windows(8, 5), Usual(4)),
        Scan("gbfs_latest_state", Latest(), Few),
        Scan("gbfs_latest_state_enriched", Latest(), Few, Information()),
        Scan("gbfs_snapshot_totals", Totals(), Few),
        Scan("gbfs_station_areas", Latest(8 + 61 + System + Id + 7), Few, Information(8 + System + Id + 7)),
        Scan("gbfs_station_availability_hourly", Windows(36, 25)),
        Scan("gbfs_station_chance", Latest(), Few, Today(7), Usual(4)),
        Scan("gbfs_station_flow_latest", Today(7)),
        Scan("gbfs_station_health", Latest(), Few, Information(), Windows(4, 5)),
        Scan("gbfs_station_information_latest", Information()),
        Scan("gbfs_station_usual", Usual(16)),
        Scan("gbfs_totals_hourly", Totals(), Few),
        Scan("velib_station_windows_15m", Windows(400, 25)),
        Scan("velib_station_windows_15m, of a day", Windows(2, 25)),
    ];

    /// <summary>A run of the hourly job: the rows and windows of today, and of yesterday in the first four hours of the day.</summary>
    public decimal WindowsRefresh =>
        Math.Max(Minimum, volumes.PollsADay * volumes.Stations * (9 * 8 + System + Id) * 2 / 3) + Math.Max(Minimum, 1m * WindowsADay * volumes.Stations * WindowRow * 2 / 3) + 2 * Minimum;

    /// <summary>A run of the two daily jobs: eight weeks of windows, and what they write.</summary>
    public decimal UsualRefresh =>
        Windows(58, 12).Bytes(400) + Usual(16).Bytes(400) + Windows(58, 5).Bytes(400) + Minimum;

    /// <summary>
    /// What the dashboard scans in an hour in which it is open (docs/12-dashboard.md): states, totals, flows and chances at each reading;
    /// health, quality, windows and areas at every third; the week, scores and places of stations every hour; the usual every three.
    /// </summary>
    public decimal DashboardHour(int refreshMinutes)
    {
        var often = After30Days("gbfs_latest_state_enriched", "gbfs_snapshot_totals", "gbfs_station_flow_latest", "gbfs_station_chance");
        var seldom = After30Days("gbfs_station_health", "gbfs_data_quality_daily", "velib_station_windows_15m, of a day") + Minimum;
        var hourly = Windows(8, 5).Bytes(400) + After30Days("gbfs_forecast_score", "gbfs_station_areas");
        return 60m / refreshMinutes * (often + seldom / 3) + hourly + After30Days("gbfs_station_usual", "gbfs_city_usual") / 3;
    }

    private decimal After30Days(params string[] marts) => marts.Sum(mart => All.First(scan => scan.Mart == mart).AfterAMonth);

    private static MartScan Scan(string mart, params Part[] parts) => new(mart, parts.Sum(part => part.Bytes(1)), parts.Sum(part => part.Bytes(30)), parts.Sum(part => part.Bytes(365)));

    private readonly record struct Part(decimal RowsADay, int Days, int Width)
    {
        public decimal Bytes(int age) => Math.Max(Minimum, RowsADay * Math.Min(Days, age) * Width);
    }
}
