using PmpPulse.GoogleSql.Bound;
using PmpPulse.GoogleSql.DuckDb;
using PmpPulse.GoogleSql.Types;

namespace PmpPulse.GoogleSql.MaterializedViews;

/// <summary>Finds the keys of a grouping that are the UTC day of a stored TIMESTAMP column.</summary>
internal static class DayKeys
{
    private static readonly Template Day = $"date_trunc('day', {Slots.A})";

    /// <returns>The quoted name of the key, by the name of the stored column.</returns>
    public static IReadOnlyDictionary<string, string> Of(BoundQuery query)
    {
        var keys = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        var select = (BoundSelect)query.Body;
        foreach (var (column, value) in select.Grouping!.Keys)
        {
            if (value is BoundCall { Type.Kind: SqlTypeKind.Timestamp, Arguments: [BoundColumn time] } call && call.Template.Equals(Day)
                && Stored(time, select.From, [.. query.With]) is { } stored)
            {
                keys[stored] = Sql.Name(column.Name).ToString();
            }
        }

        return keys;
    }

    /// <summary>The stored column that a column shows unchanged; null if it is computed.</summary>
    private static string? Stored(BoundColumn column, BoundRelation? from, IReadOnlyList<BoundCommonTable> with)
    {
        var query = from switch
        {
            BoundSubqueryTable subquery => subquery.Query,
            BoundCommonTableReference reference => with.FirstOrDefault(table => table.DuckDbName == reference.DuckDbName)?.Query,
            _ => null,
        };
        if (query is null) return from is BoundTable ? column.Column.Name : null;
        return query.Body is BoundSelect select
            && query.Outputs.FirstOrDefault(output => output.DuckDbName == column.Column.Name)?.Value is BoundColumn inner
            ? Stored(inner, select.From, [.. with, .. query.With])
            : null;
    }
}
