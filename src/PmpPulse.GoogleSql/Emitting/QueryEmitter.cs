using System.Runtime.CompilerServices;
using PmpPulse.GoogleSql.Bound;
using PmpPulse.GoogleSql.Catalog;
using PmpPulse.GoogleSql.DuckDb;
using PmpPulse.GoogleSql.Parsing.Ast;

namespace PmpPulse.GoogleSql.Emitting;

/// <summary>
/// Emits bound queries as DuckDB SQL. A grouping becomes a subquery below the SELECT, so nothing above it depends on how DuckDB matches
/// expressions to keys.
/// </summary>
internal sealed class QueryEmitter
{
    private readonly GroupingEmitter _groupings;

    public QueryEmitter()
    {
        Expressions = new ExpressionEmitter(this);
        _groupings = new GroupingEmitter(this);
    }

    public ExpressionEmitter Expressions { get; }

    /// <summary>The query with a second column that numbers its rows in order; used for ARRAY(…).</summary>
    public Sql EmitNumbered(BoundQuery query) => $"SELECT {ValueOf(query)}, row_number() OVER () FROM ({Emit(query)}) AS q";

    /// <summary>The query as a single column: its only one, or the row as a struct.</summary>
    public Sql EmitSingleValue(BoundQuery query) =>
        query.IsStructValue ? $"SELECT {ValueOf(query)} FROM ({Emit(query)}) AS q" : Emit(query);

    /// <summary>The query, with stored JSON columns that it selects as they are stored: its rows may hold references to documents.</summary>
    public Sql EmitStored(BoundQuery query)
    {
        if (query.Body is not BoundSelect { IsDistinct: false, Grouping: null } select) return Emit(query);
        return Emit(query with { Body = select with { Outputs = [.. select.Outputs.Select(AsStored)] } });

        static BoundOutput AsStored(BoundOutput output) => output.Value is BoundColumn { Column: { MayRefer: true } column, Position: var position }
            ? output with { Value = new BoundColumn(new BoundColumnSource(column.Relation, column.Name, column.Type), position) }
            : output;
    }

    /// <summary>
    /// The top-level query. In its result, NULL arrays become empty and NULL elements are an error. Selected JSON columns are as stored.
    /// </summary>
    public Sql EmitResult(BoundQuery query)
    {
        if (!query.Outputs.Any(output => output.Type.IsArray)) return EmitStored(query);

        var columns = query.Outputs.Select((output, i) =>
        {
            Sql name = $"r.{Sql.Name(output.DuckDbName)}";
            return output.Type.IsArray ? $"{ResultArray(output, name, i)} AS {Sql.Name(output.DuckDbName)}" : name;
        });
        return $"SELECT {Sql.List(columns)} FROM ({EmitStored(query)}) AS r";
    }

    // arrays may contain NULLs inside a query, but not in its result
    private static Sql ResultArray(BoundOutput output, Sql name, int index)
    {
        if (output.Value is BoundColumn { Column.NullMeansEmpty: true }) return name;

        var raise = Sql.Raise(
            Sql.Text($"Array cannot have a null element; error in writing field {ResultFields.NameOf(output, index)}"), output.Type);
        return $"CASE WHEN len({name}) <> len(list_filter({name}, lambda e: e IS NOT NULL)) THEN {raise} ELSE COALESCE({name}, []) END";
    }

    private static Sql ValueOf(BoundQuery query)
    {
        if (!query.IsStructValue) return $"q.{Sql.Name(query.Outputs[0].DuckDbName)}";

        var names = ResultFields.StructTypeOf(query).DuckDbFieldNames;
        return $"struct_pack({Sql.List(query.Outputs.Select((output, i) => (Sql)$"{Sql.Name(names[i])} := q.{Sql.Name(output.DuckDbName)}"))})";
    }

    /// <summary>The partial aggregates of a materialized view's rows.</summary>
    public Sql EmitPartials(BoundQuery query, PartialColumns columns)
    {
        var text = new SqlBuilder();
        With(text, query);
        text.Append(_groupings.EmitPartials((BoundSelect)query.Body, columns));
        return text.ToSql();
    }

    public Sql Emit(BoundQuery query)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        var text = new SqlBuilder();
        With(text, query);
        text.Append(query.Body switch
        {
            BoundSelect select => Select(select),
            BoundSetOperation operation => SetOperation(operation),
            _ => throw new InvalidOperationException($"unknown query body: {query.Body.GetType().Name}"),
        });
        if (query.OrderBy.Count > 0) text.Append($" ORDER BY {Sql.List(query.OrderBy.Select(item => OrderKey(item, query.Outputs)))}");
        if (query.Limit is BoundLiteral { Value: long limit }) text.Append($" LIMIT {Sql.Number(limit)}");
        if (query.Offset is BoundLiteral { Value: long offset }) text.Append($" OFFSET {Sql.Number(offset)}");

        return text.ToSql();
    }

    private void With(SqlBuilder text, BoundQuery query)
    {
        if (query.With.Count > 0)
        {
            text.Append($"WITH {Sql.List(query.With.Select(table => (Sql)$"{Sql.Name(table.DuckDbName)} AS ({Emit(table.Query)})"))} ");
        }
    }

    private Sql OrderKey(BoundOrderItem item, IReadOnlyList<BoundOutput> outputs)
    {
        // refer to an output by its ordinal, so it is not computed twice
        for (var i = 0; i < outputs.Count; i++)
        {
            if (outputs[i].Value is { } value && (ReferenceEquals(value, item.Value) || BoundTree.Same(value, item.Value)))
            {
                return $"{Sql.Number(i + 1)}{ExpressionEmitter.Direction(item)}";
            }
        }

        return $"{Expressions.Emit(item.Value)}{ExpressionEmitter.Direction(item)}";
    }

    private Sql Select(BoundSelect select)
    {
        var text = new SqlBuilder();
        text.Append($"SELECT ");
        text.AppendIf(select.IsDistinct, $"DISTINCT ");
        text.Append(Sql.List(select.Outputs.Select(output => (Sql)$"{Expressions.Emit(output.Value!)} AS {Sql.Name(output.DuckDbName)}")));
        if (select.Grouping is { } grouping)
        {
            text.Append($" FROM ({_groupings.Emit(select, grouping)}) AS {Sql.Name(grouping.Alias)}");
            Condition(text, $"WHERE", select.Having);
        }
        else
        {
            From(text, select.From);
            Condition(text, $"WHERE", select.Where);
        }

        Condition(text, $"QUALIFY", select.Qualify);
        return text.ToSql();
    }

    public void From(SqlBuilder text, BoundRelation? relation)
    {
        if (relation is not null) text.Append($" FROM {Relation(relation)}");
    }

    public void Condition(SqlBuilder text, Sql clause, BoundExpression? condition)
    {
        if (condition is not null) text.Append($" {clause} {Expressions.Emit(condition)}");
    }

    private Sql SetOperation(BoundSetOperation operation)
    {
        Sql keyword = operation.Operator switch
        {
            SetOperator.UnionAll => $" UNION ALL ",
            SetOperator.UnionDistinct => $" UNION ",
            SetOperator.IntersectDistinct => $" INTERSECT ",
            _ => $" EXCEPT ",
        };
        return Sql.Join(keyword, operation.Inputs.Select(input => (Sql)$"({Emit(input)})"));
    }

    public Sql Relation(BoundRelation relation)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        return relation switch
        {
            BoundTable table => $"{Rows(table)} AS {Sql.Name(table.Alias)}",
            BoundSubqueryTable subquery => $"({Emit(subquery.Query)}) AS {Sql.Name(subquery.Alias)}",
            BoundCommonTableReference reference => $"{Sql.Name(reference.DuckDbName)} AS {Sql.Name(reference.Alias)}",
            BoundUnnest unnest => Unnest(unnest, Expressions.Emit(unnest.Array)),
            BoundJoin join => Join(join),
            _ => throw new InvalidOperationException($"no such relation: {relation.GetType().Name}"),
        };
    }

    private static Sql Rows(BoundTable table)
    {
        if (table.Appends is not { } appends) return table.Name;
        var number = Sql.Name(TableRelation.AppendColumn);
        Sql rows = $"SELECT * FROM {table.Name} WHERE {number} >= {Sql.Number(appends.From)}";
        return appends.To is { } to ? $"({rows} AND {number} < {Sql.Number(to)})" : (Sql)$"({rows})";
    }

    private static Sql Unnest(BoundUnnest unnest, Sql array) => unnest.Offset is null
        ? $"LATERAL (SELECT unnest({array}) AS v) AS {Sql.Name(unnest.Alias)}"
        : (Sql)$"LATERAL (SELECT unnest({array}) AS v, CAST(unnest(range(len({array}))) AS BIGINT) AS o) AS {Sql.Name(unnest.Alias)}";

    private Sql Join(BoundJoin join)
    {
        var left = Relation(join.Left);
        Sql right;
        if (join is { Kind: JoinKind.Inner or JoinKind.Cross or JoinKind.Left, Right: BoundUnnest { Array: BoundCall } unnest })
        {
            // DuckDB keeps the input of unnest beside each element, which may be a whole JSON document. It keeps nothing if the array is
            // already computed, so compute it first.
            var array = Sql.Name($"{unnest.Alias}_array");
            left = $"{left} CROSS JOIN LATERAL (SELECT {Expressions.Emit(unnest.Array)} AS a) AS {array}";
            right = Unnest(unnest, $"{array}.a");
        }
        else
        {
            right = Relation(join.Right);
        }

        if (join.Right is BoundJoin) right = $"({right})";

        Sql? keyword = join.Kind switch
        {
            JoinKind.Left => $"LEFT JOIN",
            JoinKind.Right => $"RIGHT JOIN",
            JoinKind.Full => $"FULL JOIN",
            JoinKind.Inner when join.On is not null => $"JOIN",
            _ => null,
        };
        if (keyword is null) return $"{left} CROSS JOIN {right}";

        var on = join.On is null ? $"true" : Expressions.Emit(join.On);
        return $"{left} {keyword} {right} ON {on}";
    }
}
