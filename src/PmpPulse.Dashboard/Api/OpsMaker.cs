using PmpPulse.Contracts.Feeds;
using PmpPulse.Dashboard.Board;
using PmpPulse.Dashboard.Marts;
using PmpPulse.Dashboard.Rows;

namespace PmpPulse.Dashboard.Api;

/// <summary>Tells how the pipeline does, and checks what the page shows.</summary>
internal static class OpsMaker
{
    private static readonly TimeSpan LongestGap = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan MostAhead = TimeSpan.FromMinutes(5);

    public static OpsAnswer Make(
        CityBoard board, Reading<StationState> states, Reading<TotalsRow> totals, Reading<QualityRow> quality, IReadOnlyList<ReadingReport> marts, MartReader reader)
    {
        var gap = Gap(totals.Rows);
        return new OpsAnswer(
            board.IngestTs,
            board.IngestTs is { } ingest && board.EventTs is { } published ? (ingest - published).TotalSeconds : null,
            totals.Rows.Count,
            gap?.TotalSeconds,
            Duplicates(board, totals, quality),
            [
                .. quality.Rows.Select(row => new DayAnswer(
                    row.Day, row.Expected, row.Seen, row.Coverage, row.PublicationAge, row.ContentAge, row.Mute, row.Flagged, row.DeadLetters, row.DeadLettersByStage)),
            ],
            [
                new CheckAnswer("every_station_once", states.Rows.Count == 0 ? null : states.Rows.DistinctBy(row => row.Id).Count() == states.Rows.Count),
                new CheckAnswer("totals_agree_with_stations", Agrees(board, totals)),
                new CheckAnswer("no_gap_over_10_minutes", gap is null ? null : gap <= LongestGap),
                new CheckAnswer("nothing_from_the_future", board.IngestTs is null ? null : board.Stations.All(station => station.Now.EventTs is not { } at || at <= station.Now.IngestTs + MostAhead)),
            ],
            reader.Queries,
            reader.Bytes,
            [.. marts, ReadingReport.Of(totals), ReadingReport.Of(quality)]);
    }

    private static TimeSpan? Gap(IReadOnlyList<TotalsRow> rows) => rows.Count < 2 ? null : rows.Zip(rows.Skip(1), (one, next) => next.EventTs - one.EventTs).Max();

    private static long? Duplicates(CityBoard board, Reading<TotalsRow> totals, Reading<QualityRow> quality)
    {
        if (board.IngestTs is not { } newest || quality.Rows is not [{ Seen: { } seen, Day: var day }, ..] || day != Day(newest)) return null;
        return Math.Max(0, seen - totals.Rows.Count(row => Day(row.IngestTs) == day));
    }

    /// <summary>Whether the newest snapshot's stations add up to its total; null if the two were not read of the same snapshot.</summary>
    private static bool? Agrees(CityBoard board, Reading<TotalsRow> totals)
    {
        if (totals.Rows is not [.., var newest] || newest.IngestTs != board.IngestTs) return null;
        var same = board.Stations.Where(station => station.Now.IngestTs == board.IngestTs).ToList();
        return same.Count == newest.Stations ? same.Sum(station => station.Now.Bikes ?? 0) == (newest.Bikes ?? 0) : null;
    }

    private static DateOnly Day(DateTimeOffset instant) => DateOnly.FromDateTime(ParisTime.Local(instant));
}
