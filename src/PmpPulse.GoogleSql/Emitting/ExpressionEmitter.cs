using System.Runtime.CompilerServices;
using PmpPulse.GoogleSql.Binding.Tree;

namespace PmpPulse.GoogleSql.Emitting;

/// <summary>Writes bound expressions as DuckDB SQL, each of exactly the DuckDB type of its BigQuery type.</summary>
internal sealed class ExpressionEmitter(QueryEmitter queries)
{
    // arguments that a template names twice are written twice: what grows past this is refused rather than built
    public const int MaximumLength = 4_000_000;

    public string Emit(BoundExpression expression)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        var text = EmitNode(expression);
        return text.Length <= MaximumLength ? text : throw TooLarge();
    }

    public static GoogleSqlException TooLarge() =>
        new("Resources exceeded during query execution: Not enough resources for query planning - the query is too large", new SourcePosition(0, 1, 1));

    private string EmitNode(BoundExpression expression) => expression switch
    {
        BoundLiteral literal => LiteralEmitter.Emit(literal),
        BoundColumn column => Column(column.Column),
        BoundCall call => Call(call),
        BoundCase @case => Case(@case),
        BoundCast cast => new CastEmitter(this).Emit(cast),
        BoundField access => $"({Emit(access.Operand)}).{TypeEmitter.Quote(TypeEmitter.FieldNames(access.Operand.Type)[access.Index])}",
        BoundStruct value => Struct(value),
        BoundArray array => array.Items.Count == 0
            ? $"CAST([] AS {TypeEmitter.Name(array.Type)})"
            : $"[{string.Join(", ", array.Items.Select(Emit))}]",
        BoundSubquery subquery => Subquery(subquery),
        BoundAggregate aggregate => Aggregate(aggregate),
        _ => throw new InvalidOperationException($"no such expression: {expression.GetType().Name}"),
    };

    public static string Column(BoundColumnSource column)
    {
        var name = $"{column.Relation}.{TypeEmitter.Quote(column.Name)}";
        return column.NullMeansEmpty ? $"COALESCE({name}, [])" : name;
    }

    private string Call(BoundCall call)
    {
        var text = TemplateEmitter.Fill(call.Template, call.Arguments.Select(Emit).ToArray(), call.Type);
        return call.IsSafe ? $"TRY({text})" : text;
    }

    private string Case(BoundCase @case)
    {
        var whens = @case.Whens.Select(when => $"WHEN {Emit(when.Condition)} THEN {Emit(when.Result)}");
        var otherwise = @case.Else is null ? "" : $" ELSE {Emit(@case.Else)}";
        return $"CASE {string.Join(' ', whens)}{otherwise} END";
    }

    private string Struct(BoundStruct value)
    {
        var names = TypeEmitter.FieldNames(value.Type);
        return $"struct_pack({string.Join(", ", value.Fields.Select((item, i) => $"{TypeEmitter.Quote(names[i])} := {Emit(item)}"))})";
    }

    private string Subquery(BoundSubquery subquery) => subquery.Kind switch
    {
        SubqueryKind.Exists => $"EXISTS ({queries.Emit(subquery.Query)})",
        SubqueryKind.In => $"({Emit(subquery.Operand!)} IN ({queries.Emit(subquery.Query)}))",
        SubqueryKind.Array => $"COALESCE((SELECT list(v ORDER BY n) FROM ({queries.EmitNumbered(subquery.Query)}) AS r(v, n)), CAST([] AS {TypeEmitter.Name(subquery.Type)}))",
        _ => $"({queries.EmitSingleValue(subquery.Query)})",
    };

    private string Aggregate(BoundAggregate aggregate)
    {
        var arguments = aggregate.Arguments.Select(Emit).ToArray();
        var open = aggregate.Call.IndexOf('(', StringComparison.Ordinal);
        var inner = TemplateEmitter.Fill(aggregate.Call[(open + 1)..^1], arguments, aggregate.Type);
        var call = aggregate.Call[..(open + 1)]
            + (aggregate.IsDistinct ? "DISTINCT " : "")
            + inner
            + (aggregate.IgnoreNulls ? " IGNORE NULLS" : "")
            + (aggregate.OrderBy.Count > 0 ? $" ORDER BY {OrderBy(aggregate.OrderBy)}" : "")
            + ")"
            + (aggregate.Filter is null ? "" : $" FILTER (WHERE {Emit(aggregate.Filter)})")
            + (aggregate.Over is null ? "" : $" OVER ({Window(aggregate.Over)})");
        return TemplateEmitter.Fill(aggregate.Wrap.Replace("{call}", "{0}", StringComparison.Ordinal), [call], aggregate.Type);
    }

    public string OrderBy(IEnumerable<BoundOrderItem> items) => string.Join(", ", items.Select(item => Emit(item.Value) + Direction(item)));

    /// <summary>Where NULLs go is always said: BigQuery takes NULL for the least value, DuckDB puts it last.</summary>
    public static string Direction(BoundOrderItem item) => (item.IsDescending ? " DESC" : " ASC") + (item.NullsFirst ? " NULLS FIRST" : " NULLS LAST");

    private string Window(BoundWindow window)
    {
        var parts = new List<string>();
        if (window.PartitionBy.Count > 0)
        {
            parts.Add($"PARTITION BY {string.Join(", ", window.PartitionBy.Select(Emit))}");
        }

        if (window.OrderBy.Count > 0)
        {
            parts.Add($"ORDER BY {OrderBy(window.OrderBy)}");
        }

        if (window.Frame is { } frame)
        {
            parts.Add($"{(frame.IsRows ? "ROWS" : "RANGE")} BETWEEN {Edge(frame.Start)} AND {Edge(frame.End)}");
        }

        return string.Join(' ', parts);
    }

    private string Edge(BoundFrameEdge edge) => edge.Kind switch
    {
        Parsing.Ast.FrameBoundKind.UnboundedPreceding => "UNBOUNDED PRECEDING",
        Parsing.Ast.FrameBoundKind.UnboundedFollowing => "UNBOUNDED FOLLOWING",
        Parsing.Ast.FrameBoundKind.CurrentRow => "CURRENT ROW",
        Parsing.Ast.FrameBoundKind.Preceding => $"{Emit(edge.Offset!)} PRECEDING",
        _ => $"{Emit(edge.Offset!)} FOLLOWING",
    };
}
