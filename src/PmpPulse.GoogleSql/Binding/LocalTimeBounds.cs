using PmpPulse.GoogleSql.Bound;
using PmpPulse.GoogleSql.DuckDb;
using PmpPulse.GoogleSql.Types;
using PmpPulse.GoogleSql.Typing;
using static PmpPulse.GoogleSql.DuckDb.Slots;

namespace PmpPulse.GoogleSql.Binding;

/// <summary>
/// Adds to a condition on a local time the condition on the instant that follows from it. DuckDB does not evaluate time zones below an
/// aggregation, because that can fail: without the second condition, a day of <c>hour_paris</c> would be computed from all history.
/// </summary>
internal static class LocalTimeBounds
{
    // a zone is at most 16 hours from UTC, and a date lasts a day
    private static readonly Template AtLeast = $"({A} >= ({B} - to_days(2)))";
    private static readonly Template AtMost = $"({A} <= ({B} + to_days(2)))";

    private static readonly Template And = $"({AllBetween($" AND ")})";
    private static readonly Template Between = $"({A} BETWEEN {B} AND {C})";

    private static readonly (Template Operator, bool BoundsBelow, bool BoundsAbove)[] Operators =
    [
        ($"({A} = {B})", true, true),
        ($"({A} > {B})", true, false),
        ($"({A} >= {B})", true, false),
        ($"({A} < {B})", false, true),
        ($"({A} <= {B})", false, true),
    ];

    public static BoundExpression Add(BoundExpression condition, BoundRelation? from)
    {
        BoundExpression[] implied = [.. Conjuncts(condition).OfType<BoundCall>().SelectMany(call => ImpliedBy(call, from))];
        return implied.Length == 0 ? condition : new BoundCall(SqlType.Bool, And, [condition, .. implied]);
    }

    private static IEnumerable<BoundExpression> Conjuncts(BoundExpression condition) =>
        condition is BoundCall { IsSafe: false } call && call.Template.Equals(And) ? call.Arguments.SelectMany(Conjuncts) : [condition];

    private static IEnumerable<BoundExpression> ImpliedBy(BoundCall call, BoundRelation? from)
    {
        if (call.Template.Equals(Between)) return Implied(call.Arguments[0], call.Arguments[1], call.Arguments[2], from);
        foreach (var (comparison, below, above) in Operators)
        {
            if (!call.Template.Equals(comparison)) continue;
            var (left, right) = (call.Arguments[0], call.Arguments[1]);
            return IsConstant(right)
                ? Implied(left, below ? right : null, above ? right : null, from)
                : Implied(right, above ? left : null, below ? left : null, from);
        }

        return [];
    }

    private static IEnumerable<BoundExpression> Implied(BoundExpression local, BoundExpression? low, BoundExpression? high, BoundRelation? from)
    {
        if ((low is not null && !IsConstant(low)) || (high is not null && !IsConstant(high))) yield break;
        if (InstantOf(local, from) is not { } instant) yield break;
        if (low is not null) yield return new BoundCall(SqlType.Bool, AtLeast, [instant, AsDatetime(low)]);
        if (high is not null) yield return new BoundCall(SqlType.Bool, AtMost, [instant, AsDatetime(high)]);
    }

    /// <summary>The column with the instant of a local time or date; null if there is none.</summary>
    private static BoundColumn? InstantOf(BoundExpression local, BoundRelation? from)
    {
        if (local is BoundCast { IsSafe: false, Type.Kind: SqlTypeKind.Date } date) local = date.Operand;
        if (local is BoundCall { IsSafe: false, Arguments: [BoundColumn instant, BoundLiteral] } call && TimeZones.IsToLocal(call)) return instant;
        if (local is not BoundColumn column || Subquery(from, column.Column.Relation) is not { } subquery) return null;
        var outputs = subquery.Query.Outputs;
        var defined = outputs.FirstOrDefault(output => output.DuckDbName == column.Column.Name);
        if (defined?.Value is null || subquery.Query.Body is not BoundSelect { Grouping: null } select) return null;
        var inner = InstantOf(defined.Value, select.From);
        return outputs.FirstOrDefault(output => output.Value is BoundColumn other && inner is not null && IsSame(other, inner)) is { } shown
            ? new BoundColumn(new BoundColumnSource(subquery.Alias, shown.DuckDbName, shown.Type), default)
            : null;
    }

    private static BoundSubqueryTable? Subquery(BoundRelation? from, string alias) => from switch
    {
        BoundSubqueryTable subquery when subquery.Alias == alias => subquery,
        BoundJoin join => Subquery(join.Left, alias) ?? Subquery(join.Right, alias),
        _ => null,
    };

    private static bool IsSame(BoundColumn left, BoundColumn right) =>
        left.Column.Relation == right.Column.Relation && left.Column.Name == right.Column.Name;

    private static bool IsConstant(BoundExpression expression) =>
        expression is not (BoundColumn or BoundSubquery or BoundAggregate or BoundCall { IsVolatile: true })
        && BoundTree.Children(expression).All(IsConstant);

    private static BoundExpression AsDatetime(BoundExpression bound) =>
        bound.Type.Kind == SqlTypeKind.Date ? new BoundCast(bound, SqlType.Datetime, false) : bound;
}
