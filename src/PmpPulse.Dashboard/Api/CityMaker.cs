using PmpPulse.Dashboard.Board;
using PmpPulse.Dashboard.Marts;
using PmpPulse.Dashboard.Rows;
using PmpPulse.Dashboard.Sources;

namespace PmpPulse.Dashboard.Api;

/// <summary>Tells how the city's day went.</summary>
internal static class CityMaker
{
    private static readonly TimeSpan Point = TimeSpan.FromMinutes(5);

    public static CityAnswer Make(CityBoard board, Reading<TotalsRow> totals, Reading<CityUsualRow> usual, CityHistory history, IReadOnlyList<ReadingReport> marts)
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
            Areas(board),
            Out(board, history, docks: false),
            Out(board, history, docks: true),
            [.. marts, ReadingReport.Of(totals), ReadingReport.Of(usual), history.Report]);
    }

    /// <summary>The areas, added up from the stations that the page shows, which costs no query.</summary>
    public static List<AreaAnswer> Areas(CityBoard board) =>
    [
        .. board.Stations.Where(station => station.Area?.AreaId is not null).GroupBy(station => station.Area!.AreaId!).OrderBy(area => area.Key.Length).ThenBy(area => area.Key, StringComparer.Ordinal)
            .Select(area => Area(area.First().Area!, [.. area])),
    ];

    private static AreaAnswer Area(AreaOfStationRow area, IReadOnlyList<BoardStation> stations)
    {
        var (bikes, docks) = (stations.Sum(station => station.Now.Bikes), stations.Sum(station => station.Now.Docks));
        return new AreaAnswer(
            area.AreaId!, area.AreaName, area.AreaSource, stations.Count, bikes, stations.Sum(station => station.Now.Ebikes), docks, stations.Sum(station => station.Now.Capacity),
            stations.Count(station => station.Now.IsEmpty), stations.Count(station => station.Now.IsFull), stations.Count(station => station.Now.IsClosed),
            bikes + docks > 0 ? (double)bikes!.Value / (bikes + docks) : null);
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
            .Select(station => (Offers: station.FillRate is not null, Answer: new OutAnswer(station.Id, station.Now.Code, station.Now.Name, Describe.Since(history, station.Id, docks))))
            // a station without any place is both empty and full, for good: nobody looks for those
            .OrderByDescending(station => station.Offers).ThenBy(station => station.Answer.Since.Ts ?? station.Answer.Since.AfterTs ?? DateTimeOffset.MaxValue)
            .Select(station => station.Answer),
    ];

    private static CityHourAnswer? Hour(DateTimeOffset start, CityUsualRow? row) =>
        row is null ? null : new CityHourAnswer(start, row.BikesLow, row.Bikes, row.BikesHigh, row.Empty, row.Full);
}
