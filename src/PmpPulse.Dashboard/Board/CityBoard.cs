using PmpPulse.Dashboard.Marts;
using PmpPulse.Dashboard.Rows;

namespace PmpPulse.Dashboard.Board;

/// <summary>The city now: every station that the newest snapshots had.</summary>
internal sealed class CityBoard
{
    // a station that was left out of one snapshot is still there; a removed one keeps its last row for a month
    private static readonly TimeSpan StillThere = TimeSpan.FromHours(1);

    public CityBoard(Reading<StationState> states, Reading<FlowRow> flow, Reading<HealthRow> health, Reading<ChanceRow> chances, Reading<AreaOfStationRow> areas)
    {
        IngestTs = states.Rows.Count == 0 ? null : states.Rows.Max(row => row.IngestTs);
        EventTs = states.Rows.Count == 0 ? null : states.Rows.Where(row => row.IngestTs == IngestTs).Max(row => row.EventTs ?? row.IngestTs);
        var flows = Index(flow.Rows, row => row.StationId);
        var healths = Index(health.Rows, row => row.StationId);
        var odds = Index(chances.Rows, row => row.StationId);
        var places = Index(areas.Rows, row => row.StationId);
        Stations =
        [
            .. states.Rows.Where(row => row.IngestTs >= IngestTs - StillThere).Select(row => new BoardStation(
                row, flows.GetValueOrDefault(row.Id), healths.GetValueOrDefault(row.Id), odds.GetValueOrDefault(row.Id), places.GetValueOrDefault(row.Id))),
        ];
        ById = Index(Stations, station => station.Id);
    }

    /// <summary>When the newest snapshot was published (UTC); null before the first one.</summary>
    public DateTimeOffset? EventTs { get; }

    /// <summary>When it was collected (UTC).</summary>
    public DateTimeOffset? IngestTs { get; }

    public IReadOnlyList<BoardStation> Stations { get; }

    public IReadOnlyDictionary<string, BoardStation> ById { get; }

    public int Count(string state) => Stations.Count(station => station.State == state);

    // the marts hold one row a station; a broken one must not take the page down
    private static Dictionary<string, T> Index<T>(IEnumerable<T> rows, Func<T, string> id)
    {
        var index = new Dictionary<string, T>(StringComparer.Ordinal);
        foreach (var row in rows) index[id(row)] = row;
        return index;
    }
}
