using PmpPulse.Dashboard.Board;
using PmpPulse.Dashboard.Marts;
using PmpPulse.Dashboard.Rows;
using PmpPulse.Dashboard.Sources;

namespace PmpPulse.Dashboard.Api;

/// <summary>Tells how the city's day went.</summary>
internal static class CityMaker
{
    private static readonly TimeSpan Point = TimeSpan.FromMinutes(5);

    public static CityAnswer Make(CityBoard board, Reading<TotalsRow> totals, Reading<CityUsualRow> usual, Reading<AreaRow> areas, CityHistory history)
    {
        var points = Points(totals.Rows);
        var hours = usual.Rows.ToLookup(row => (row.Weekday, row.Hour));
        var newest = board.EventTs ?? board.IngestTs;
        return new CityAnswer(
            board.EventTs,
            new DaySeries(
                [.. points.Select(row => row.EventTs)], [.. points.Select(row => row.Bikes)], [.. points.Select(row => row.Ebikes)], [.. points.Select(row => row.Docks)],
                [.. points.Select(row => row.Empty)], [.. points.Select(row => row.Full)]),
            newest is null ? [] : [.. Describe.Hours(newest.Value).Select(hour => Hour(hour.HourTs, hours[(hour.Weekday, hour.Hour)].FirstOrDefault())).OfType<CityHourAnswer>()],
            [
                .. areas.Rows.Select(row => new AreaAnswer(
                    row.AreaId, row.AreaName, row.AreaSource, row.Stations, row.Bikes, row.Ebikes, row.Docks, row.Capacity, row.Empty, row.Full, row.Closed, row.FillRate)),
            ],
            Out(board, history, docks: false),
            Out(board, history, docks: true),
            [ReadingReport.Of(totals), ReadingReport.Of(usual), ReadingReport.Of(areas), new ReadingReport(CityHistory.Mart, ReadingReport.Name(history.State), null)]);
    }

    /// <summary>The last whole snapshot of every five minutes.</summary>
    private static List<TotalsRow> Points(IReadOnlyList<TotalsRow> rows)
    {
        var most = rows.Count == 0 ? 0 : rows.Max(row => row.Stations);
        return [.. rows.Where(row => row.Stations * 2 >= most).GroupBy(row => row.EventTs.UtcTicks / Point.Ticks).Select(point => point.Last())];
    }

    private static List<OutAnswer> Out(CityBoard board, CityHistory history, bool docks) =>
    [
        .. board.Stations.Where(station => docks ? station.Now.IsFull : station.Now.IsEmpty)
            .Select(station => new OutAnswer(station.Id, station.Now.Code, station.Now.Name, Describe.Since(history, station.Id, docks)))
            .OrderBy(answer => answer.Since.Ts ?? answer.Since.AfterTs ?? DateTimeOffset.MaxValue),
    ];

    private static CityHourAnswer? Hour(DateTimeOffset start, CityUsualRow? row) =>
        row is null ? null : new CityHourAnswer(start, row.BikesLow, row.Bikes, row.BikesHigh, row.Empty, row.Full);
}
