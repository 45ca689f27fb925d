namespace PmpPulse.Cli.Cost;

/// <summary>
/// How much there is of everything. Sizes are measured on a Vélib feed of October 2025 (1,495 stations, 456,895 bytes, 32,074 gzipped as
/// the collectors do it) and on the tables' columns by BigQuery's rules: 8 bytes a number or time, 2 and its UTF-8 bytes a text.
/// </summary>
internal sealed record CostVolumes
{
    public const decimal DaysAMonth = 30.4m;

    /// <summary>Polls of the status feed per minute.</summary>
    public decimal PollsAMinute { get; init; } = 1;

    public int Stations { get; init; } = 1_495;

    /// <summary>A status message, uncompressed: the feed in its envelope.</summary>
    public int MessageBytes { get; init; } = 457_100;

    /// <summary>The same, gzipped, with its attributes.</summary>
    public int GzippedBytes { get; init; } = 32_500;

    /// <summary>Hours a day that the Looker Studio pages are open.</summary>
    public decimal LookerHours { get; init; } = 8;

    public int LookerPages { get; init; } = 1;

    /// <summary>Charts and controls of a page that read the latest states, each with its own query (docs/08-looker-studio.md).</summary>
    public int Charts { get; init; } = 9;

    /// <summary>Charts of a page that read the hourly totals.</summary>
    public int HourlyCharts { get; init; } = 3;

    /// <summary>Hours a day that the dashboard is open, by however many; Terraform leaves it out by default.</summary>
    public decimal DashboardHours { get; init; }

    /// <summary>Seconds that the services are billed for a poll, by 100 ms each: collector 0.9, raw writer 0.3, curation 0.5.</summary>
    public decimal SecondsAPoll { get; init; } = 1.7m;

    /// <summary>Images, compressed, their shared layers once.</summary>
    public decimal ImagesGb { get; init; } = 0.5m;

    public decimal PollsAMonth => PollsAMinute * 60 * 24 * DaysAMonth;

    public decimal PollsADay => PollsAMinute * 60 * 24;

    public decimal RowsAMonth => PollsAMonth * Stations;
}

/// <summary>Widths of rows, bytes.</summary>
internal static class RowWidths
{
    /// <summary>A curated row without <c>raw_station_json</c>: 3 times, 8 numbers, system 7, id 11, code 7.</summary>
    public const int CuratedColumns = 3 * 8 + 8 * 8 + 7 + 11 + 7;

    /// <summary>With it: 303 bytes of JSON.</summary>
    public const int Curated = CuratedColumns + 2 + 303;

    /// <summary>A row of <c>velib_latest_state_mv</c>: 6 times, 10 numbers, its key of 61, system 7, id 11, code 7, flags 2.</summary>
    public const int LatestState = 6 * 8 + 10 * 8 + 61 + 7 + 11 + 7 + 2;

    /// <summary>A row of <c>velib_snapshot_totals_mv</c>: 5 times, 14 numbers, system 7.</summary>
    public const int SnapshotTotals = 5 * 8 + 14 * 8 + 7;

    /// <summary>What the marts read of a station's description: 2 times, 3 numbers, system 7, id 11, code 7, name 27.</summary>
    public const int Information = 2 * 8 + 3 * 8 + 7 + 11 + 7 + 27;
}
