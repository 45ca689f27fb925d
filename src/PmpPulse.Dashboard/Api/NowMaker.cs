using PmpPulse.Dashboard.Board;
using PmpPulse.Dashboard.Configuration;
using PmpPulse.Dashboard.Marts;
using PmpPulse.Dashboard.Rows;

namespace PmpPulse.Dashboard.Api;

/// <summary>Sums the city up.</summary>
internal static class NowMaker
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);
    private static readonly TimeSpan Tolerance = TimeSpan.FromMinutes(10);

    public static NowAnswer Make(DashboardOptions options, CityBoard board, Reading<TotalsRow> totals, IReadOnlyList<ReadingReport> marts, DateTimeOffset next) => new()
    {
        SystemId = options.SystemId,
        EventTs = board.EventTs,
        IngestTs = board.IngestTs,
        NextTs = next,
        LateAfterS = options.LateAfter.TotalSeconds,
        StoppedAfterS = options.StoppedAfter.TotalSeconds,
        Stations = board.Stations.Count,
        Open = board.Stations.Count(station => !station.Now.IsClosed),
        Closed = board.Count("closed"),
        Empty = board.Stations.Count(station => station.Now.IsEmpty),
        Full = board.Stations.Count(station => station.Now.IsFull),
        Mute = board.Stations.Count(station => station.IsMute),
        Bikes = Sum(board, station => station.Now.Bikes),
        Ebikes = Sum(board, station => station.Now.Ebikes),
        Docks = Sum(board, station => station.Now.Docks),
        BikesChange60m = Change(totals),
        HistoryFromTs = totals.Rows.Count == 0 ? null : totals.Rows[0].EventTs,
        Marts = [.. marts, ReadingReport.Of(totals)],
        Streets = options.Streets is { } streets ? new StreetsAnswer(streets.Template, streets.Attribution) : null,
    };

    private static long? Sum(CityBoard board, Func<BoardStation, long?> count) =>
        board.Stations.Any(station => count(station) is not null) ? board.Stations.Sum(count) : null;

    private static long? Change(Reading<TotalsRow> totals)
    {
        if (totals.Rows is not [.., var newest]) return null;
        var then = newest.EventTs - Hour;
        var before = totals.Rows.MinBy(row => (row.EventTs - then).Duration())!;
        return (before.EventTs - then).Duration() <= Tolerance ? newest.Bikes - before.Bikes : null;
    }
}
