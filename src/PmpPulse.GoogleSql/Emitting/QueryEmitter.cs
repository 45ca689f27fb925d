using System.Runtime.CompilerServices;
using System.Text;
using PmpPulse.GoogleSql.Binding.Tree;
using PmpPulse.GoogleSql.Parsing.Ast;

namespace PmpPulse.GoogleSql.Emitting;

/// <summary>
/// Writes bound queries as DuckDB SQL. A grouping becomes a subquery of its own under the SELECT, so that nothing above
/// it depends on how DuckDB matches expressions with keys.
/// </summary>
internal sealed class QueryEmitter
{
    public QueryEmitter() => Expressions = new ExpressionEmitter(this);

    public ExpressionEmitter Expressions { get; }

    /// <summary>The query with a second column that numbers its rows in their order: for ARRAY(…).</summary>
    public string EmitNumbered(BoundQuery query) =>
        $"SELECT {ValueOf(query, "q")}, row_number() OVER () FROM ({Emit(query)}) AS q";

    /// <summary>The query with one column: its only one, or the row as a struct.</summary>
    public string EmitSingleValue(BoundQuery query) =>
        query.IsStructValue ? $"SELECT {ValueOf(query, "q")} FROM ({Emit(query)}) AS q" : Emit(query);

    /// <summary>The statement's own query: arrays are never NULL in a result (a NULL one is shown as empty), nor hold any.</summary>
    public string EmitResult(BoundQuery query)
    {
        if (!query.Outputs.Any(output => output.Type.IsArray))
        {
            return Emit(query);
        }

        var columns = query.Outputs.Select((output, i) =>
        {
            var name = $"r.{TypeEmitter.Quote(output.DuckDbName)}";
            return output.Type.IsArray ? $"{ResultArray(output, name, i)} AS {TypeEmitter.Quote(output.DuckDbName)}" : name;
        });
        return $"SELECT {string.Join(", ", columns)} FROM ({Emit(query)}) AS r";
    }

    // within a query an array may hold NULLs, in its result it may not
    private static string ResultArray(BoundOutput output, string name, int index)
    {
        if (output.Value is BoundColumn { Column.NullMeansEmpty: true })
        {
            return name;
        }

        var raise = TemplateEmitter.Raise(LiteralEmitter.Text($"Array cannot have a null element; error in writing field {Binding.ResultFields.NameOf(output, index)}"), output.Type);
        return $"CASE WHEN len({name}) <> len(list_filter({name}, lambda e: e IS NOT NULL)) THEN {raise} ELSE COALESCE({name}, []) END";
    }

    private static string ValueOf(BoundQuery query, string alias)
    {
        if (!query.IsStructValue)
        {
            return $"{alias}.{TypeEmitter.Quote(query.Outputs[0].DuckDbName)}";
        }

        var names = TypeEmitter.FieldNames(Binding.QueryBinder.StructTypeOf(query));
        var fields = query.Outputs.Select((output, i) => $"{TypeEmitter.Quote(names[i])} := {alias}.{TypeEmitter.Quote(output.DuckDbName)}");
        return $"struct_pack({string.Join(", ", fields)})";
    }

    public string Emit(BoundQuery query)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        var text = new StringBuilder();
        if (query.With.Count > 0)
        {
            text.Append("WITH ").AppendJoin(", ", query.With.Select(table => $"{table.DuckDbName} AS ({Emit(table.Query)})")).Append(' ');
        }

        text.Append(query.Body switch
        {
            BoundSelect select => Select(select),
            BoundSetOperation operation => SetOperation(operation),
            _ => throw new InvalidOperationException($"no such query body: {query.Body.GetType().Name}"),
        });
        if (query.OrderBy.Count > 0)
        {
            text.Append(" ORDER BY ").AppendJoin(", ", query.OrderBy.Select(item => OrderKey(item, query.Outputs)));
        }

        if (query.Limit is BoundLiteral { Value: long limit })
        {
            text.Append(" LIMIT ").Append(LiteralEmitter.Integer(limit));
        }

        if (query.Offset is BoundLiteral { Value: long offset })
        {
            text.Append(" OFFSET ").Append(LiteralEmitter.Integer(offset));
        }

        return text.Length <= ExpressionEmitter.MaximumLength ? text.ToString() : throw ExpressionEmitter.TooLarge();
    }

    private string OrderKey(BoundOrderItem item, IReadOnlyList<BoundOutput> outputs)
    {
        // an output is named by its number, so that it is not computed twice
        for (var i = 0; i < outputs.Count; i++)
        {
            if (outputs[i].Value is { } value && (ReferenceEquals(value, item.Value) || Binding.BoundTree.Same(value, item.Value)))
            {
                return LiteralEmitter.Integer(i + 1) + ExpressionEmitter.Direction(item);
            }
        }

        return Expressions.Emit(item.Value) + ExpressionEmitter.Direction(item);
    }

    private string Select(BoundSelect select)
    {
        var text = new StringBuilder(select.IsDistinct ? "SELECT DISTINCT " : "SELECT ");
        text.AppendJoin(", ", select.Outputs.Select(output => $"{Expressions.Emit(output.Value!)} AS {TypeEmitter.Quote(output.DuckDbName)}"));
        if (select.Grouping is { } grouping)
        {
            text.Append(" FROM (").Append(Grouping(select, grouping)).Append(") AS ").Append(grouping.Alias);
            Condition(text, "WHERE", select.Having);
        }
        else
        {
            From(text, select.From);
            Condition(text, "WHERE", select.Where);
        }

        Condition(text, "QUALIFY", select.Qualify);
        return text.ToString();
    }

    private string Grouping(BoundSelect select, BoundGrouping grouping)
    {
        var columns = grouping.Keys.Concat(grouping.Aggregates).ToArray();
        var text = new StringBuilder("SELECT ");
        text.AppendJoin(", ", columns.Select(column => $"{Expressions.Emit(column.Value)} AS {TypeEmitter.Quote(column.Column.Name)}"));
        if (columns.Length == 0)
        {
            // nothing but a HAVING makes this an aggregation: it has one row all the same
            text.Append("count(*)");
        }

        From(text, select.From);
        Condition(text, "WHERE", select.Where);
        if (grouping.Keys.Count > 0)
        {
            text.Append(" GROUP BY ").AppendJoin(", ", grouping.Keys.Select((_, i) => LiteralEmitter.Integer(i + 1)));
        }

        return text.ToString();
    }

    private void From(StringBuilder text, BoundRelation? relation)
    {
        if (relation is not null)
        {
            text.Append(" FROM ").Append(Relation(relation));
        }
    }

    private void Condition(StringBuilder text, string clause, BoundExpression? condition)
    {
        if (condition is not null)
        {
            text.Append(' ').Append(clause).Append(' ').Append(Expressions.Emit(condition));
        }
    }

    private string SetOperation(BoundSetOperation operation)
    {
        var keyword = operation.Operator switch
        {
            SetOperator.UnionAll => " UNION ALL ",
            SetOperator.UnionDistinct => " UNION ",
            SetOperator.IntersectDistinct => " INTERSECT ",
            _ => " EXCEPT ",
        };
        return string.Join(keyword, operation.Inputs.Select(input => $"({Emit(input)})"));
    }

    public string Relation(BoundRelation relation)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        return relation switch
        {
            BoundTable table => $"{table.DuckDbName} AS {table.Alias}",
            BoundSubqueryTable subquery => $"({Emit(subquery.Query)}) AS {subquery.Alias}",
            BoundCommonTableReference reference => $"{reference.DuckDbName} AS {reference.Alias}",
            BoundUnnest unnest => Unnest(unnest),
            BoundJoin join => Join(join),
            _ => throw new InvalidOperationException($"no such relation: {relation.GetType().Name}"),
        };
    }

    private string Unnest(BoundUnnest unnest) => Unnest(unnest, Expressions.Emit(unnest.Array));

    private static string Unnest(BoundUnnest unnest, string array)
    {
        var offset = unnest.Offset is null ? "" : $", CAST(unnest(range(len({array}))) AS BIGINT) AS o";
        return $"LATERAL (SELECT unnest({array}) AS v{offset}) AS {unnest.Alias}";
    }

    private string Join(BoundJoin join)
    {
        var left = Relation(join.Left);
        string right;
        if (join is { Kind: JoinKind.Inner or JoinKind.Cross or JoinKind.Left, Right: BoundUnnest { Array: BoundCall } unnest })
        {
            // DuckDB keeps beside each element what the array was computed of, such as a whole JSON document. Of an array that is there
            // already it keeps nothing: so it is computed first.
            left = $"{left} CROSS JOIN LATERAL (SELECT {Expressions.Emit(unnest.Array)} AS a) AS {unnest.Alias}_array";
            right = Unnest(unnest, $"{unnest.Alias}_array.a");
        }
        else
        {
            right = Relation(join.Right);
        }

        if (join.Right is BoundJoin)
        {
            right = $"({right})";
        }

        var keyword = join.Kind switch
        {
            JoinKind.Left => "LEFT JOIN",
            JoinKind.Right => "RIGHT JOIN",
            JoinKind.Full => "FULL JOIN",
            JoinKind.Inner when join.On is not null => "JOIN",
            _ => "CROSS JOIN",
        };
        var on = keyword == "CROSS JOIN" ? "" : $" ON {(join.On is null ? "true" : Expressions.Emit(join.On))}";
        return $"{left} {keyword} {right}{on}";
    }
}
