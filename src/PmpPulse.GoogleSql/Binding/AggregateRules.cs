using PmpPulse.GoogleSql.Bound;
using PmpPulse.GoogleSql.DuckDb;
using PmpPulse.GoogleSql.Errors;
using PmpPulse.GoogleSql.Functions;
using PmpPulse.GoogleSql.Parsing.Ast;
using PmpPulse.GoogleSql.Types;
using PmpPulse.GoogleSql.Typing;
using static PmpPulse.GoogleSql.DuckDb.Slots;

namespace PmpPulse.GoogleSql.Binding;

/// <summary>BigQuery's rules for aggregate calls, and how their modifiers map to DuckDB's.</summary>
internal static class AggregateRules
{
    public static void Check(Function function, FunctionCall call, IReadOnlyList<BoundExpression> arguments)
    {
        if (call.IsDistinct && !TypeTraits.IsGroupable(arguments[0].Type))
        {
            throw new GoogleSqlException(
                $"Aggregate functions with DISTINCT cannot be used with arguments of type {arguments[0].Type}", call.Arguments[0].Position);
        }

        if (function.Name is "MIN" or "MAX" && !TypeTraits.IsOrderable(arguments[0].Type))
        {
            throw new GoogleSqlException(
                $"{function.Name} is not defined for arguments of type {arguments[0].Type}", call.Arguments[0].Position);
        }

        if (function.Name is "MIN_BY" or "MAX_BY" && !TypeTraits.IsOrderable(arguments[1].Type))
        {
            throw new GoogleSqlException(
                $"{function.Name} is not defined for a second argument of type {arguments[1].Type}", call.Arguments[1].Position);
        }

        if (function.Name == "ARRAY_AGG" && arguments[0].Type.IsArray)
        {
            throw new GoogleSqlException(
                $"The argument to ARRAY_AGG must not be an array type but was {arguments[0].Type}", call.Arguments[0].Position);
        }

        if (function.Name is "STRING_AGG" or "APPROX_QUANTILES" && arguments.Count == 2
            && arguments[1] is not BoundLiteral { Value: not null })
        {
            throw new GoogleSqlException($"Argument 2 to {function.Name} must be a literal or query parameter", call.Arguments[1].Position);
        }

        if (function.Name == "APPROX_QUANTILES" && arguments[1] is BoundLiteral { Value: long number } && number < 1)
        {
            throw new GoogleSqlException("Argument 2 to APPROX_QUANTILES must be positive", call.Arguments[1].Position);
        }

        if (function.Name is "PERCENTILE_CONT" or "PERCENTILE_DISC" && arguments[1] is not BoundLiteral { Value: >= 0.0 and <= 1.0 })
        {
            throw new GoogleSqlException(
                $"Argument 2 to {function.Name} must be a literal or query parameter from 0 to 1", call.Arguments[1].Position);
        }
    }

    /// <summary>ANY_VALUE(x HAVING MAX y) is MAX_BY(x, y).</summary>
    public static BoundAggregate WithHaving(BoundAggregate aggregate, bool isMax, BoundExpression by) => aggregate with
    {
        Template = isMax ? AggregateTemplate.At($"arg_max_null", $"max") : AggregateTemplate.At($"arg_min_null", $"min"),
        Arguments = [aggregate.Arguments[0], by],
        Filter = null,
    };

    public static BoundAggregate WithLimit(BoundAggregate aggregate, string name, long limit)
    {
        var count = Sql.Number(limit);
        if (name == "ARRAY_AGG") return aggregate with { Template = aggregate.Template with { Result = $"({A})[1:{count}]" } };

        // DuckDB's string_agg takes no LIMIT: collect, truncate, join
        var separator = aggregate.Arguments is [_, BoundLiteral { Value: string text }] ? text : ",";
        return aggregate with
        {
            Template = new AggregateTemplate($"list", A, $"array_to_string(({A})[1:{count}], {Sql.Text(separator)})"),
            Arguments = [aggregate.Arguments[0]],
            Filter = new BoundCall(SqlType.Bool, $"({A} IS NOT NULL)", [aggregate.Arguments[0]]),
        };
    }
}
