using System.Runtime.CompilerServices;
using PmpPulse.GoogleSql.Bound;
using PmpPulse.GoogleSql.DuckDb;

namespace PmpPulse.GoogleSql.Emitting;

/// <summary>Emits bound expressions as DuckDB SQL. Each has exactly the DuckDB type for its BigQuery type.</summary>
internal sealed class ExpressionEmitter(QueryEmitter queries)
{
    // limits the total: each nesting level copies its content, and many pieces may be large without any exceeding its own limit
    private const long MaximumTotal = 100_000_000;

    private long _total;

    public Sql Emit(BoundExpression expression)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        var text = EmitNode(expression);
        _total += text.Length;
        return _total <= MaximumTotal ? text : throw Sql.TooLarge();
    }

    private Sql EmitNode(BoundExpression expression) => expression switch
    {
        BoundLiteral literal => LiteralEmitter.Emit(literal).AsConstant(true),
        BoundColumn column => Column(column.Column),
        BoundCall call => Call(call),
        BoundCase @case => Case(@case),
        BoundCast cast => new CastEmitter(this).Emit(cast),
        BoundField access => $"({Emit(access.Operand)}).{Sql.Name(access.Operand.Type.DuckDbFieldNames[access.Index])}",
        BoundStruct value => Struct(value),
        BoundArray array => array.Items.Count == 0
            ? $"CAST([] AS {TypeEmitter.Name(array.Type)})"
            : Array(array),
        BoundSubquery subquery => Subquery(subquery),
        BoundAggregate aggregate => Aggregate(aggregate),
        _ => throw new InvalidOperationException($"no such expression: {expression.GetType().Name}"),
    };

    public static Sql Column(BoundColumnSource column)
    {
        Sql name = $"{Sql.Name(column.Relation)}.{Sql.Name(column.Name)}";
        if (column.MayRefer) return $"{Sql.Name(EngineFunctions.Document)}({name})";
        return column.NullMeansEmpty ? $"COALESCE({name}, [])" : name;
    }

    private Sql Call(BoundCall call)
    {
        var arguments = call.Arguments.Select(Emit).ToArray();
        var function = call.Function ?? "an expression";
        var isConstant = !call.IsVolatile && arguments.All(argument => argument.IsConstant);
        var isClaimed = call.Memory == CallMemory.ClaimedWithin;
        if (call.Memory == CallMemory.OfArguments && Claims.HasSize(call.Type))
        {
            var operands = arguments.Select((argument, i) => Claims.Operand(function, argument, call.Arguments[i].Type)).ToArray();
            isClaimed |= operands.Where((operand, i) => !ReferenceEquals(operand, arguments[i])).Any();
            arguments = operands;
        }

        var text = call.Template.Fill(arguments, call.Type);
        text = (call.IsSafe ? $"TRY({text})" : text).AsConstant(isConstant);
        return call.Memory == CallMemory.None ? text : Claims.Result(function, text, call.Type, isClaimed);
    }

    private Sql Array(BoundArray array)
    {
        // building an array copies its items
        var items = array.Items.Select(Emit).ToArray();
        var isConstant = items.All(item => item.IsConstant);
        var elements = items.Select((item, i) => Claims.Operand("an array", item, array.Items[i].Type, times: items.Length));
        return Claims.Result("an array", ((Sql)$"[{Sql.List(elements)}]").AsConstant(isConstant), array.Type, isClaimed: false);
    }

    private Sql Case(BoundCase @case)
    {
        var conditions = @case.Whens.Select(when => Emit(when.Condition)).ToArray();
        var results = @case.Whens.Select(when => Emit(when.Result)).Concat(@case.Else is null ? [] : [Emit(@case.Else)]).ToArray();
        if (@case.Type.IsArray)
        {
            // CASE returns one of its strings as is, but copies an array
            results = results.Select(result => Claims.Operand("CASE", result, @case.Type)).ToArray();
        }

        var whens = Sql.Join($" ", conditions.Select((condition, i) => (Sql)$"WHEN {condition} THEN {results[i]}"));
        return @case.Else is null ? (Sql)$"CASE {whens} END" : $"CASE {whens} ELSE {results[^1]} END";
    }

    private Sql Struct(BoundStruct value)
    {
        var names = value.Type.DuckDbFieldNames;
        return $"struct_pack({Sql.List(value.Fields.Select((item, i) => (Sql)$"{Sql.Name(names[i])} := {Emit(item)}"))})";
    }

    private Sql Subquery(BoundSubquery subquery) => subquery.Kind switch
    {
        SubqueryKind.Exists => $"EXISTS ({queries.Emit(subquery.Query)})",
        SubqueryKind.In => $"({Emit(subquery.Operand!)} IN ({queries.Emit(subquery.Query)}))",
        SubqueryKind.Array =>
            $"COALESCE((SELECT list(v ORDER BY n) FROM ({queries.EmitNumbered(subquery.Query)}) AS r(v, n)), CAST([] AS {TypeEmitter.Name(subquery.Type)}))",
        _ => $"({queries.EmitSingleValue(subquery.Query)})",
    };

    private Sql Aggregate(BoundAggregate aggregate)
    {
        var arguments = aggregate.Arguments.Select(Emit).ToArray();
        var text = new SqlBuilder();
        text.Append($"{aggregate.Template.Function}(");
        text.AppendIf(aggregate.IsDistinct, $"DISTINCT ");
        text.Append(aggregate.Template.Arguments.Fill(arguments, aggregate.Type));
        text.AppendIf(aggregate.IgnoreNulls, $" IGNORE NULLS");
        if (aggregate.OrderBy.Count > 0) text.Append($" ORDER BY {OrderBy(aggregate.OrderBy)}");

        text.Append($")");
        if (aggregate.Filter is not null) text.Append($" FILTER (WHERE {Emit(aggregate.Filter)})");
        if (aggregate.Over is not null) text.Append($" OVER ({Window(aggregate.Over)})");

        return Claims.Result(
            "an aggregate", aggregate.Template.Result.Fill([text.ToSql()], aggregate.Type), aggregate.Type, isClaimed: false);
    }

    public Sql OrderBy(IEnumerable<BoundOrderItem> items) => Sql.List(items.Select(item => (Sql)$"{Emit(item.Value)}{Direction(item)}"));

    /// <summary>Always says where NULLs go: BigQuery sorts NULL as the smallest value, DuckDB puts it last.</summary>
    public static Sql Direction(BoundOrderItem item) => (item.IsDescending, item.NullsFirst) switch
    {
        (true, true) => $" DESC NULLS FIRST",
        (true, false) => $" DESC NULLS LAST",
        (false, true) => $" ASC NULLS FIRST",
        (false, false) => $" ASC NULLS LAST",
    };

    private Sql Window(BoundWindow window)
    {
        var parts = new List<Sql>();
        if (window.PartitionBy.Count > 0) parts.Add($"PARTITION BY {Sql.List(window.PartitionBy.Select(Emit))}");
        if (window.OrderBy.Count > 0) parts.Add($"ORDER BY {OrderBy(window.OrderBy)}");

        if (window.Frame is { } frame)
        {
            Sql unit = frame.IsRows ? (Sql)$"ROWS" : $"RANGE";
            parts.Add($"{unit} BETWEEN {Edge(frame.Start)} AND {Edge(frame.End)}");
        }

        return Sql.Join($" ", parts);
    }

    private Sql Edge(BoundFrameEdge edge) => edge.Kind switch
    {
        Parsing.Ast.FrameBoundKind.UnboundedPreceding => $"UNBOUNDED PRECEDING",
        Parsing.Ast.FrameBoundKind.UnboundedFollowing => $"UNBOUNDED FOLLOWING",
        Parsing.Ast.FrameBoundKind.CurrentRow => $"CURRENT ROW",
        Parsing.Ast.FrameBoundKind.Preceding => $"{Emit(edge.Offset!)} PRECEDING",
        _ => $"{Emit(edge.Offset!)} FOLLOWING",
    };
}
