using PmpPulse.GoogleSql.Bound;
using PmpPulse.GoogleSql.DuckDb;
using PmpPulse.GoogleSql.Errors;
using PmpPulse.GoogleSql.Functions;
using PmpPulse.GoogleSql.Parsing.Ast;
using PmpPulse.GoogleSql.Types;
using PmpPulse.GoogleSql.Typing;
using static PmpPulse.GoogleSql.DuckDb.Slots;

namespace PmpPulse.GoogleSql.Binding;

/// <content>Function calls: scalar, aggregate, analytic.</content>
internal sealed partial class ExpressionBinder
{
    private BoundExpression BindCall(FunctionCall call, BindContext context)
    {
        var function = FunctionCatalog.Find(call.Name) ?? throw new GoogleSqlException($"Function not found: {call.Name}", call.Position);
        if (call.NamedArguments.Count > 0)
        {
            throw new GoogleSqlException(
                $"Named argument {call.NamedArguments[0].Name} not found in signature for call to function {function.Name}",
                call.NamedArguments[0].Position);
        }

        Limits.Require(call.Arguments.Count, Limits.Terms, "arguments of one function", call.Position);
        return function.Kind switch
        {
            FunctionKind.Scalar => BindScalar(function, call, context),
            _ when call.IsSafe => throw new GoogleSqlException($"Function {function.Name} does not support SAFE error mode", call.Position),
            _ when call.Over is not null => BindAnalytic(function, call, context),
            FunctionKind.Analytic =>
                throw new GoogleSqlException($"Analytic function {function.Name} cannot be called without an OVER clause", call.Position),
            _ => BindAggregate(function, call, context),
        };
    }

    private BoundExpression BindScalar(Function function, FunctionCall call, BindContext context)
    {
        if (call.Over is not null) throw new GoogleSqlException($"Function {function.Name} does not support an OVER clause", call.Position);

        if (call.IsDistinct || call.IsStar || call.IgnoreNulls is not null || call.OrderBy.Count > 0 || call.Limit is not null
            || call.Having is not null)
        {
            throw new GoogleSqlException(
                $"Function {function.Name} is not an aggregate: DISTINCT, *, IGNORE NULLS, HAVING, ORDER BY and LIMIT are not allowed",
                call.Position);
        }

        var bound = function.Special is { } special
            ? special(new CallBinder(call, argument => Bind(argument, context), () => session.Clock))
            : Overloads.Call(function, call.Arguments.Select(argument => Bind(argument, context)).ToArray(), call.Position);
        bound = bound is BoundCall { Function: null } made ? made with { Function = function.Name } : bound;
        return call.IsSafe ? MakeSafe(bound, call.Position) : bound;
    }

    private static BoundExpression MakeSafe(BoundExpression bound, SourcePosition position) => bound switch
    {
        BoundCall call => call with { IsSafe = true },
        BoundLiteral => bound,
        _ => new BoundCall(bound.Type, $"{A}", [bound]) { IsSafe = true },
    };

    private BoundColumn BindAggregate(Function function, FunctionCall call, BindContext context)
    {
        if (context.InsideAggregate) throw new GoogleSqlException("Aggregations of aggregations are not allowed", call.Position);

        if (!context.AllowAggregates || context.Scope.Grouping is not { } grouping)
        {
            throw new GoogleSqlException($"Aggregate function {function.Name} not allowed in {context.Clause}", call.Position);
        }

        // arguments are bound below the grouping, and don't see the SELECT list's aliases
        var aliases = context.Scope.Aliases;
        (context.Scope.Grouping, context.Scope.Aliases) = (null, null);
        try
        {
            var inner = context with { InsideAggregate = true, AllowAnalytic = false, Clause = "aggregate function argument" };
            var aggregate = BuildAggregate(function, call, inner);
            return new BoundColumn(grouping.Aggregate(aggregate), call.Position);
        }
        finally
        {
            (context.Scope.Grouping, context.Scope.Aliases) = (grouping, aliases);
        }
    }

    private BoundAggregate BindAnalytic(Function function, FunctionCall call, BindContext context)
    {
        if (context.InsideAggregate || !context.AllowAnalytic)
        {
            throw new GoogleSqlException(
                context.InsideAggregate
                    ? "Analytic functions are not allowed as arguments to aggregate functions"
                    : $"Analytic function not allowed in {context.Clause}",
                call.Position);
        }

        // analytic calls don't nest
        var inner = context with { AllowAnalytic = false, Clause = "analytic function argument" };
        var window = new WindowBinder(this).Bind(call.Over!, function, inner);
        if (call.OrderBy.Count > 0 || call.Limit is not null || call.Having is not null)
        {
            throw new GoogleSqlException(
                $"ORDER BY, LIMIT and HAVING are not supported in analytic function {function.Name}", call.Position);
        }

        if (call.IsDistinct && window.OrderBy.Count > 0)
        {
            throw new GoogleSqlException("Window ORDER BY is not allowed if DISTINCT is specified", call.Position);
        }

        return BuildAggregate(function, call, inner) with { Over = window };
    }

    /// <summary>Builds the DuckDB aggregate with its arguments and modifiers.</summary>
    private BoundAggregate BuildAggregate(Function function, FunctionCall call, BindContext context)
    {
        RefuseModifiers(function, call);
        if (call.IsStar)
        {
            return function.Name == "COUNT"
                ? new BoundAggregate(SqlType.Int64, AggregateTemplate.Count, [])
                : throw new GoogleSqlException("Argument * can only be used in COUNT(*)", call.Position);
        }

        var arguments = call.Arguments.Select(argument => Bind(argument, context)).ToArray();
        var match = Overloads.Match(function, arguments, call.Position);
        var converted = match.Convert(arguments);
        AggregateRules.Check(function, call, converted);
        var aggregate = new BoundAggregate(match.ResultType, match.Signature.Aggregate!, converted)
        {
            IsDistinct = call.IsDistinct,
            OrderBy = BindAggregateOrder(call, context, converted),
            IgnoreNulls = function.Kind == FunctionKind.Analytic && call.IgnoreNulls == true,
        };
        if (function.Kind == FunctionKind.Aggregate && call.IgnoreNulls == true)
        {
            aggregate = aggregate with { Filter = new BoundCall(SqlType.Bool, $"({A} IS NOT NULL)", [converted[0]]) };
        }

        if (call.Having is not null) aggregate = AggregateRules.WithHaving(aggregate, call.Having.IsMax, Bind(call.Having.Value, context));

        return call.Limit is null ? aggregate : AggregateRules.WithLimit(aggregate, function.Name, ConstantLimit(call.Limit, context));
    }

    private List<BoundOrderItem> BindAggregateOrder(FunctionCall call, BindContext context, BoundExpression[] arguments)
    {
        Limits.Require(call.OrderBy.Count, Limits.Keys, "ORDER BY keys", call.Position);
        var items = call.OrderBy.Select(item => BindOrderItem(item, context)).ToList();
        if (call.IsDistinct && items.Any(item => !BoundTree.Same(item.Value, arguments[0])))
        {
            throw new GoogleSqlException(
                "An aggregate function that has both DISTINCT and ORDER BY arguments can only ORDER BY expressions that are arguments to the function",
                call.Position);
        }

        // ordering by a constant changes nothing, and DuckDB refuses it
        items.RemoveAll(item => BoundTree.IsConstant(item.Value));
        return items;
    }

    public BoundOrderItem BindOrderItem(OrderItem item, BindContext context)
    {
        var value = Bind(item.Value, context);
        if (!TypeTraits.IsOrderable(value.Type))
        {
            throw new GoogleSqlException($"ORDER BY does not support expressions of type {value.Type}", item.Value.Position);
        }

        return new BoundOrderItem(value, item.IsDescending, item.NullsFirst ?? !item.IsDescending);
    }

    private long ConstantLimit(Expression limit, BindContext context) => Bind(limit, context) is BoundLiteral { Value: long value and >= 0 }
        ? value
        : throw new GoogleSqlException("LIMIT in an aggregate must be a non-negative integer literal or query parameter", limit.Position);

    private static void RefuseModifiers(Function function, FunctionCall call)
    {
        void Refuse(bool isWritten, AggregateTraits needed, string what)
        {
            if (isWritten && !function.Traits.HasFlag(needed))
            {
                throw new GoogleSqlException(
                    $"{what} is not supported for {(function.Kind == FunctionKind.Analytic ? "analytic" : "aggregate")} function {function.Name}",
                    call.Position);
            }
        }

        Refuse(call.IsDistinct, AggregateTraits.Distinct, "DISTINCT");
        Refuse(call.OrderBy.Count > 0, AggregateTraits.OrderAndLimit, "ORDER BY in arguments");
        Refuse(call.Limit is not null, AggregateTraits.OrderAndLimit, "LIMIT in arguments");
        Refuse(call.IgnoreNulls is not null, AggregateTraits.NullsModifier, "IGNORE NULLS and RESPECT NULLS");
        Refuse(call.Having is not null, AggregateTraits.HavingModifier, "HAVING MAX and HAVING MIN");
    }
}
