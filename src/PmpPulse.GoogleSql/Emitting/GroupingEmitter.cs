using PmpPulse.GoogleSql.Bound;
using PmpPulse.GoogleSql.DuckDb;

namespace PmpPulse.GoogleSql.Emitting;

/// <summary>Emits groupings: of rows, or of rows and the stored partial aggregates of a materialized view.</summary>
internal sealed class GroupingEmitter(QueryEmitter queries)
{
    private readonly ExpressionEmitter _expressions = queries.Expressions;

    public Sql Emit(BoundSelect select, BoundGrouping grouping)
    {
        if (grouping.Partials is not null) return EmitMerged(select, grouping);
        var columns = grouping.Keys.Concat(grouping.Aggregates).ToArray();
        var text = new SqlBuilder();
        text.Append(
            $"SELECT {Sql.List(columns.Select(column => (Sql)$"{_expressions.Emit(column.Value)} AS {Sql.Name(column.Column.Name)}"))}");

        // without keys or aggregates only HAVING makes this an aggregation: it still has one row
        text.AppendIf(columns.Length == 0, $"count(*)");
        Rows(text, select, grouping);
        return text.ToSql();
    }

    /// <summary>The partial aggregates of the rows that are read.</summary>
    public Sql EmitPartials(BoundSelect select, PartialColumns columns)
    {
        var grouping = select.Grouping!;
        var keys = grouping.Keys.Select(key => (Sql)$"{_expressions.Emit(key.Value)} AS {Sql.Name(key.Column.Name)}");
        var values = columns.Values.Select(value => (Sql)$"{_expressions.Emit(value.Value)} AS {value.Name}");
        var text = new SqlBuilder();
        text.Append($"SELECT {Sql.List(keys.Concat(values))}");
        Rows(text, select, grouping);
        return text.ToSql();
    }

    /// <summary>
    /// The groups of the rows that are read and of the stored partial aggregates. Most stored groups have no new rows: they are taken as they
    /// are, which costs far less than to aggregate them again.
    /// </summary>
    private Sql EmitMerged(BoundSelect select, BoundGrouping grouping)
    {
        var columns = new PartialColumns(grouping);
        var names = Sql.List(columns.Keys.Concat(columns.Values.Select(value => value.Name)));
        var stored = Sql.Table(grouping.Partials!);
        var same = grouping.Keys.Count == 0
            ? (Sql)$"true"
            : Sql.Join($" AND ", columns.Keys.Select(key => (Sql)$"o.{key} IS NOT DISTINCT FROM n.{key}"));
        var text = new SqlBuilder();
        text.Append($"WITH n AS MATERIALIZED ({EmitPartials(select, columns)})");
        text.Append($" SELECT {Outputs(columns, grouping, columns.Stored())} FROM {stored} AS o ANTI JOIN n ON {same}");
        text.Append($" UNION ALL SELECT {Outputs(columns, grouping, columns.Final())}");
        text.Append($" FROM (SELECT {names} FROM {stored} AS o SEMI JOIN n ON {same} UNION ALL SELECT {names} FROM n) AS p");
        GroupByKeys(text, grouping);
        return text.ToSql();
    }

    private static Sql Outputs(PartialColumns columns, BoundGrouping grouping, IEnumerable<Sql> aggregates) =>
        Sql.List(columns.Keys.Concat(aggregates.Zip(grouping.Aggregates, (value, item) => (Sql)$"{value} AS {Sql.Name(item.Column.Name)}")));

    private void Rows(SqlBuilder text, BoundSelect select, BoundGrouping grouping)
    {
        queries.From(text, select.From);
        queries.Condition(text, $"WHERE", select.Where);
        GroupByKeys(text, grouping);
    }

    private static void GroupByKeys(SqlBuilder text, BoundGrouping grouping)
    {
        if (grouping.Keys.Count > 0) text.Append($" GROUP BY {Sql.List(grouping.Keys.Select((_, i) => Sql.Number(i + 1)))}");
    }
}
