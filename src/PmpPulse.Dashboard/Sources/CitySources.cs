using PmpPulse.Contracts.Feeds;
using PmpPulse.Dashboard.Configuration;
using PmpPulse.Dashboard.Marts;
using PmpPulse.Dashboard.Rows;
using PmpPulse.GoogleCloud.BigQuery;

namespace PmpPulse.Dashboard.Sources;

/// <summary>Everything the page reads, each with the interval in which it can change.</summary>
internal sealed class CitySources
{
    /// <summary>How far back the page looks.</summary>
    public static readonly TimeSpan Day = TimeSpan.FromHours(24);

    private static readonly TimeSpan Week = TimeSpan.FromDays(7);
    private static readonly TimeSpan FiveMinutes = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan QuarterOfAnHour = TimeSpan.FromMinutes(15);

    public CitySources(MartReader reader, DashboardOptions options, TimeProvider clock)
    {
        Options = options;
        var refresh = options.Refresh;
        // what changes slowly is read less often, in proportion: each query may be paid for
        var slow = Longer(3 * refresh, FiveMinutes);
        var hourly = Longer(4 * refresh, QuarterOfAnHour);
        // computed once a day; the weekdays asked for change at midnight
        var daily = Longer(12 * refresh, QuarterOfAnHour);
        Source<T> Of<T>(MartQuery query, Func<BigQueryRow, T> read, TimeSpan interval, Func<DateTimeOffset, IReadOnlyList<QueryParameter>>? parameters = null) =>
            new(reader, query, read, interval, clock, parameters);

        States = Of(StationState.Query, StationState.Read, refresh);
        Totals = Of(TotalsRow.Query, TotalsRow.Read, refresh, now => [QueryParameter.Timestamp("from", now - Day)]);
        Flow = Of(FlowRow.Query, FlowRow.Read, refresh);
        Health = Of(HealthRow.Query, HealthRow.Read, slow);
        Chances = Of(ChanceRow.Query, ChanceRow.Read, refresh);
        Scores = Of(ScoreRow.Query, ScoreRow.Read, hourly);
        AreasOfStations = Of(AreaOfStationRow.Query, AreaOfStationRow.Read, slow);
        AreaShapes = Of(AreaShapeRow.Query, AreaShapeRow.Read, slow);
        StationUsual = Of(StationUsualRow.Query, StationUsualRow.Read, daily, now => [Weekdays(now)]);
        CityUsual = Of(CityUsualRow.Query, CityUsualRow.Read, daily, now => [Weekdays(now)]);
        Weeks = Of(WeekRow.Query, WeekRow.Read, hourly, now => [QueryParameter.Timestamp("from", now - Week)]);
        Quality = Of(QualityRow.Query, QualityRow.Read, slow);
        Windows = new WindowSource(reader, slow, clock);
    }

    public DashboardOptions Options { get; }
    public Source<StationState> States { get; }
    public Source<TotalsRow> Totals { get; }
    public Source<FlowRow> Flow { get; }
    public Source<HealthRow> Health { get; }
    public Source<ChanceRow> Chances { get; }
    public Source<ScoreRow> Scores { get; }
    public Source<AreaOfStationRow> AreasOfStations { get; }
    public Source<AreaShapeRow> AreaShapes { get; }
    public Source<StationUsualRow> StationUsual { get; }
    public Source<CityUsualRow> CityUsual { get; }
    public Source<WeekRow> Weeks { get; }
    public Source<QualityRow> Quality { get; }
    public WindowSource Windows { get; }

    private static TimeSpan Longer(TimeSpan one, TimeSpan other) => one > other ? one : other;

    // the weekdays that the last 24 hours and the next ones touch
    private static QueryParameter Weekdays(DateTimeOffset now) =>
        QueryParameter.Int64Array("weekdays", new[] { now - Day, now, now + Day }.Select(instant => (long)Weekday(ParisTime.Local(instant))).Distinct());

    /// <summary>1 for Monday to 7.</summary>
    public static int Weekday(DateTime local) => local.DayOfWeek == DayOfWeek.Sunday ? 7 : (int)local.DayOfWeek;
}
