using System.Text;
using PmpPulse.Feeds.Rows;
using PmpPulse.GoogleCloud.StorageWrite;

namespace PmpPulse.Curation.ValidateRow;

/// <summary>
/// Rows of one snapshot with one id. The newest plausible report keeps it; of equal ones, or without one, the first in
/// the feed. A row whose element is a byte-for-byte copy of one that is already kept or dead-lettered is a repetition, which loses nothing.
/// </summary>
internal sealed class Repeats(IElementRows elements)
{
    private readonly Dictionary<int, Group> _groups = [];

    /// <summary>A row that lost its id to another one.</summary>
    /// <param name="ElementId">The id.</param>
    /// <param name="Place">Its position.</param>
    /// <param name="Json">The element's JSON.</param>
    /// <param name="IsRepetition">Whether it is a copy of another element.</param>
    public readonly record struct Loser(string ElementId, RowPlace Place, ReadOnlyMemory<byte> Json, bool IsRepetition);

    /// <summary>Notes that a row has the id of an earlier one.</summary>
    public void Add(string elementId, RowPlace first, RowPlace place)
    {
        if (!_groups.TryGetValue(first.Row, out var group)) _groups.Add(first.Row, group = new Group(elementId, [first]));
        group.Rows.Add(place);
    }

    /// <summary>The rows that are not to be written, in the feed's order.</summary>
    public IReadOnlyList<Loser> Settle(RowBatch rows)
    {
        var reports = ReportsOf(rows);
        return [.. _groups.Values.SelectMany(group => Settle(group, reports)).OrderBy(loser => loser.Place.Row)];
    }

    private Dictionary<int, ElementReport> ReportsOf(RowBatch rows)
    {
        var repeated = _groups.Values.SelectMany(group => group.Rows).Select(place => place.Row).ToHashSet();
        return rows.RowsAt(repeated).ToDictionary(row => row.Index, row => elements.ReportOf(row.Row));
    }

    private static IEnumerable<Loser> Settle(Group group, Dictionary<int, ElementReport> all)
    {
        var reports = group.Rows.ConvertAll(place => all[place.Row]);
        var winner = 0;
        for (var at = 1; at < reports.Count; at++)
        {
            if ((reports[at].ReportedAt ?? long.MinValue) > (reports[winner].ReportedAt ?? long.MinValue)) winner = at;
        }

        var said = new HashSet<string>(StringComparer.Ordinal) { Text(winner) };
        for (var at = 0; at < reports.Count; at++)
        {
            if (at != winner) yield return new Loser(group.ElementId, group.Rows[at], reports[at].Json, !said.Add(Text(at)));
        }

        string Text(int at) => Encoding.UTF8.GetString(reports[at].Json.Span);
    }

    private sealed record Group(string ElementId, List<RowPlace> Rows);
}
