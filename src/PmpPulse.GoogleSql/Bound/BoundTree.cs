using PmpPulse.GoogleSql.DuckDb;

namespace PmpPulse.GoogleSql.Bound;

/// <summary>Traverses and compares bound expressions.</summary>
internal static class BoundTree
{
    /// <summary>The direct children of an expression. A subquery's contents are not included.</summary>
    public static IEnumerable<BoundExpression> Children(BoundExpression expression) => expression switch
    {
        BoundCall call => call.Arguments,
        BoundCase @case => CaseChildren(@case),
        BoundCast cast => [cast.Operand],
        BoundField access => [access.Operand],
        BoundStruct value => value.Fields,
        BoundArray array => array.Items,
        BoundSubquery { Operand: { } operand } => [operand],
        BoundAggregate aggregate => AggregateChildren(aggregate),
        _ => [],
    };

    /// <summary>Whether an expression is emitted as a constant: a literal, or something that returns one unchanged.</summary>
    public static bool IsConstant(BoundExpression expression) => expression switch
    {
        BoundLiteral => true,
        BoundCall { Arguments: [var argument] } call => call.Template.Equals(Slots.A) && IsConstant(argument),
        _ => false,
    };

    /// <summary>Whether two expressions are equal, so that either can replace the other.</summary>
    public static bool Same(BoundExpression left, BoundExpression right)
    {
        if (ReferenceEquals(left, right)) return left is not BoundCall { IsVolatile: true };
        if (left.GetType() != right.GetType() || !left.Type.Equals(right.Type) || !SameNode(left, right)) return false;

        using var lefts = Children(left).GetEnumerator();
        using var rights = Children(right).GetEnumerator();
        while (lefts.MoveNext())
        {
            if (!rights.MoveNext() || !Same(lefts.Current, rights.Current)) return false;
        }

        return !rights.MoveNext();
    }

    private static bool SameNode(BoundExpression left, BoundExpression right) => (left, right) switch
    {
        (BoundLiteral a, BoundLiteral b) =>
            a.Value is byte[] x && b.Value is byte[] y ? x.AsSpan().SequenceEqual(y) : Equals(a.Value, b.Value),
        (BoundColumn a, BoundColumn b) => ReferenceEquals(a.Column, b.Column),
        (BoundCall a, BoundCall b) => a.Template.Equals(b.Template) && a.IsSafe == b.IsSafe && !a.IsVolatile && !b.IsVolatile,
        (BoundCase a, BoundCase b) => a.Whens.Count == b.Whens.Count,
        (BoundCast a, BoundCast b) => a.IsSafe == b.IsSafe,
        (BoundField a, BoundField b) => a.Index == b.Index,
        (BoundAggregate a, BoundAggregate b) => SameAggregate(a, b),
        (BoundStruct, BoundStruct) or (BoundArray, BoundArray) => true,
        _ => false,
    };

    private static bool SameAggregate(BoundAggregate a, BoundAggregate b) =>
        a.Template == b.Template && a.IsDistinct == b.IsDistinct && a.IgnoreNulls == b.IgnoreNulls
        && a.Arguments.Count == b.Arguments.Count && (a.Filter is null) == (b.Filter is null)
        && a.Over is null && b.Over is null
        && a.OrderBy.Select(o => (o.IsDescending, o.NullsFirst)).SequenceEqual(b.OrderBy.Select(o => (o.IsDescending, o.NullsFirst)));

    private static IEnumerable<BoundExpression> CaseChildren(BoundCase @case)
    {
        foreach (var (condition, result) in @case.Whens)
        {
            yield return condition;
            yield return result;
        }

        if (@case.Else is not null) yield return @case.Else;
    }

    private static IEnumerable<BoundExpression> AggregateChildren(BoundAggregate aggregate)
    {
        foreach (var argument in aggregate.Arguments) yield return argument;
        if (aggregate.Filter is not null) yield return aggregate.Filter;

        foreach (var item in aggregate.OrderBy.Concat(aggregate.Over?.OrderBy ?? [])) yield return item.Value;

        foreach (var key in aggregate.Over?.PartitionBy ?? []) yield return key;
    }
}
