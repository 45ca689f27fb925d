using PmpPulse.Dashboard.Answers;
using PmpPulse.Dashboard.Board;
using PmpPulse.Dashboard.Marts;
using PmpPulse.Dashboard.Rows;
using PmpPulse.Dashboard.Sources;

namespace PmpPulse.Dashboard.Api;

/// <summary>Tells all about one station. What is usual is indexed once a reading, because any station may be asked for at any time.</summary>
internal sealed class StationMaker
{
    private readonly Remembered<ILookup<string, StationUsualRow>> _usual = new();
    private readonly Remembered<ILookup<string, WeekRow>> _weeks = new();

    /// <returns>Null if the newest snapshots have no such station.</returns>
    public StationDetailAnswer? Make(
        string id, CityBoard board, CityHistory history, Reading<StationUsualRow> usual, Reading<WeekRow> weeks, Reading<ScoreRow> scores, IReadOnlyList<ReadingReport> marts)
    {
        if (!board.ById.TryGetValue(id, out var station)) return null;
        var slots = history.Stations.GetValueOrDefault(id) ?? [];
        var hours = _usual.Get($"{usual.Version}", () => usual.Rows.ToLookup(row => row.StationId))[id].ToLookup(row => (row.Weekday, row.Hour));
        var week = _weeks.Get($"{weeks.Version}", () => weeks.Rows.ToLookup(row => row.StationId))[id].FirstOrDefault();
        return new StationDetailAnswer(
            Describe.Station(station),
            station.Now.IsEmpty || station.Now.IsFull ? Describe.Since(history, id, docks: station.Now.IsFull) : null,
            slots.Length == 0 ? [] : history.Slots,
            [.. slots.Select(slot => Known(slot.Bikes))],
            [.. slots.Select(slot => Known(slot.Docks))],
            [.. Describe.Hours(board.EventTs ?? board.IngestTs!.Value).Select(hour => Hour(hour.HourTs, hours[(hour.Weekday, hour.Hour)].FirstOrDefault())).OfType<UsualHourAnswer>()],
            week is null ? null : new WeekAnswer(week.Observed, week.Empty, week.Full, week.Departed, week.Arrived),
            [.. scores.Rows.Select(row => new ScoreAnswer(row.Minutes, row.Forecasts, row.HitRate, row.Brier))],
            [
                .. marts, history.Report, ReadingReport.Of(usual), ReadingReport.Of(weeks), ReadingReport.Of(scores),
            ]);
    }

    private static UsualHourAnswer? Hour(DateTimeOffset start, StationUsualRow? row) =>
        row is null ? null : new UsualHourAnswer(start, row.BikesLow, row.Bikes, row.BikesHigh, row.Docks, row.ChanceBike, row.ChanceDock, row.Weeks);

    private static int? Known(short count) => count < 0 ? null : count;
}
