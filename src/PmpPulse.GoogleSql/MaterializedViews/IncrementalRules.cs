using PmpPulse.GoogleSql.Bound;

namespace PmpPulse.GoogleSql.MaterializedViews;

/// <summary>
/// Whether a view's result over all rows follows from its results over parts of them: it aggregates the rows of one table, each of which is
/// kept, dropped or computed on its own.
/// </summary>
internal static class IncrementalRules
{
    /// <returns>Null, or why not.</returns>
    public static string? Refusal(BoundQuery query)
    {
        if (query.Body is not BoundSelect { Grouping: { } grouping } select) return "it does not aggregate";
        if (select.IsDistinct || select.Having is not null || select.Qualify is not null) return "it has DISTINCT, HAVING or QUALIFY";
        if (query.OrderBy.Count > 0 || query.Limit is not null) return "it has ORDER BY or LIMIT";
        foreach (var (_, value) in grouping.Aggregates)
        {
            var aggregate = (BoundAggregate)value;
            if (aggregate.Template.Merge is null || aggregate.IsDistinct || aggregate.OrderBy.Count > 0 || aggregate.Filter is not null)
            {
                return "it has an aggregate whose partial results can't be merged exactly";
            }
        }

        var tables = 0;
        var below = select with { Outputs = [], Grouping = null };
        return RefusalOfExpressions(grouping.Keys.Concat(grouping.Aggregates).Select(item => item.Value).Concat(select.Outputs.Select(output => output.Value!)))
            ?? RefusalOfRows(query with { Body = below }, ref tables)
            ?? (tables == 1 ? null : "it reads a table more than once");
    }

    /// <summary>Why a query's rows are not a function of one stored row each.</summary>
    private static string? RefusalOfRows(BoundQuery query, ref int tables)
    {
        foreach (var common in query.With)
        {
            if (RefusalOfRows(common.Query, ref tables) is { } refusal) return refusal;
        }

        if (query.Body is not BoundSelect { IsDistinct: false, Grouping: null, Qualify: null } select || query.Limit is not null)
        {
            return "a subquery in it combines rows";
        }

        IEnumerable<BoundExpression> expressions = select.Outputs.Select(output => output.Value!);
        if (select.Where is not null) expressions = expressions.Append(select.Where);
        return RefusalOfExpressions(expressions) ?? RefusalOfRelation(select.From, ref tables);
    }

    private static string? RefusalOfRelation(BoundRelation? relation, ref int tables)
    {
        switch (relation)
        {
            case BoundTable:
                tables++;
                return null;
            case BoundSubqueryTable subquery:
                return RefusalOfRows(subquery.Query, ref tables);
            // the definition was checked; a table that is read twice is joined with itself somewhere
            case BoundCommonTableReference:
                return null;
            default:
                return "it reads anything but one table";
        }
    }

    private static string? RefusalOfExpressions(IEnumerable<BoundExpression> expressions) => expressions.Any(DependsOnMore)
        ? "an expression in it depends on more than a row"
        : null;

    private static bool DependsOnMore(BoundExpression expression) =>
        expression is BoundSubquery or BoundCall { IsVolatile: true } or BoundAggregate { Over: not null }
        || BoundTree.Children(expression).Any(DependsOnMore);
}
