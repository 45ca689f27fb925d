using PmpPulse.GoogleSql.Functions;
using PmpPulse.GoogleSql.Parsing.Ast;

namespace PmpPulse.GoogleSql.Binding;

/// <summary>
/// Tells whether a SELECT aggregates: whether it calls an aggregate function, outside subqueries and not as an analytic function.
/// </summary>
internal static class AggregateFinder
{
    public static bool Any(IReadOnlyList<SelectEntry> items, IReadOnlyList<OrderItem> orderBy, Expression? qualify, Expression? having) =>
        items.Any(item => Contains(item.Expression)) || orderBy.Any(item => Contains(item.Value)) || Contains(qualify) || Contains(having);

    private static bool Contains(Expression? expression)
    {
        System.Runtime.CompilerServices.RuntimeHelpers.EnsureSufficientExecutionStack();
        return expression switch
        {
            null => false,
            FunctionCall call => (call.Over is null && FunctionCatalog.Find(call.Name) is { Kind: FunctionKind.Aggregate })
                || call.Arguments.Any(Contains) || Contains(call.Having?.Value) || call.OrderBy.Any(o => Contains(o.Value))
                || ContainsIn(call.Over),
            FieldAccess access => Contains(access.Operand),
            SubscriptExpression subscript => Contains(subscript.Operand) || Contains(subscript.Index),
            IntervalExpression interval => Contains(interval.Value),
            UnaryExpression unary => Contains(unary.Operand),
            BinaryExpression binary => Contains(binary.Left) || Contains(binary.Right),
            ChainExpression chain => chain.Operands.Any(Contains),
            BetweenExpression between => Contains(between.Operand) || Contains(between.Low) || Contains(between.High),
            IsExpression test => Contains(test.Operand),
            InListExpression list => Contains(list.Operand) || list.Items.Any(Contains),
            InUnnestExpression unnest => Contains(unnest.Operand) || Contains(unnest.Array),
            InSubqueryExpression subquery => Contains(subquery.Operand),
            QuantifiedLikeExpression like => Contains(like.Operand) || like.Patterns.Any(Contains),
            CaseExpression @case =>
                Contains(@case.Operand) || @case.Whens.Any(w => Contains(w.Condition) || Contains(w.Result)) || Contains(@case.Else),
            CastExpression cast => Contains(cast.Operand),
            ExtractExpression extract => Contains(extract.Operand) || Contains(extract.TimeZone),
            ArrayExpression array => array.Items.Any(Contains),
            StructExpression value => value.Fields.Any(f => Contains(f.Value)),
            _ => false,
        };
    }

    private static bool ContainsIn(WindowSpecification? window) =>
        window is not null && (window.PartitionBy.Any(Contains) || window.OrderBy.Any(o => Contains(o.Value)));
}
