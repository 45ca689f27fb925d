namespace PmpPulse.Cli.Cost;

/// <summary>
/// Bytes that BigQuery bills for one query of a chart: those of the columns read, at least 10 MB for every table referenced, a
/// materialized view and its base table's rows since the last refresh being two.
/// </summary>
internal sealed class QueryBytes(CostVolumes volumes, CostSettings settings)
{
    /// <summary>As infra/terraform/marts.tf sets it.</summary>
    public const int ViewRefreshMinutes = 30;

    private const decimal Minimum = 10 * 1024 * 1024;

    /// <summary>A query on <c>velib_latest_state_enriched</c>.</summary>
    public decimal LatestState => settings.Aggregated
        ? Billed(1m * volumes.Stations * settings.HistoryDays * RowWidths.LatestState) + BaseSinceRefresh + Information
        : Billed(Base) + Information;

    /// <summary>A query on <c>velib_totals_hourly_paris</c>.</summary>
    public decimal HourlyTotals => settings.Aggregated
        ? Billed(volumes.PollsADay * settings.HistoryDays * RowWidths.SnapshotTotals) + BaseSinceRefresh + Information
        : Billed(Base) + Information;

    /// <summary>One refresh of a materialized view: the base table's new rows, and the day's part of the view.</summary>
    public decimal Refresh =>
        Billed(volumes.PollsAMinute * ViewRefreshMinutes * volumes.Stations * RowWidths.CuratedColumns) + Billed(1m * volumes.Stations * RowWidths.LatestState);

    /// <summary>The ids that a new owner of the curated table's stream loads: two days, one number and one time a row.</summary>
    public decimal TakeOver => Billed(2 * volumes.PollsADay * volumes.Stations * 16);

    private decimal Base => volumes.PollsADay * settings.HistoryDays * volumes.Stations * RowWidths.CuratedColumns;

    // on average half of what arrives between two refreshes
    private decimal BaseSinceRefresh => Billed(volumes.PollsAMinute * ViewRefreshMinutes / 2 * volumes.Stations * RowWidths.CuratedColumns);

    private decimal Information => Billed(1m * volumes.Stations * settings.InformationDays * RowWidths.Information);

    private static decimal Billed(decimal bytes) => Math.Max(Minimum, bytes);
}
