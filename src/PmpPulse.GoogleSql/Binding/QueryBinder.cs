using PmpPulse.GoogleSql.Bound;
using PmpPulse.GoogleSql.Errors;
using PmpPulse.GoogleSql.Parsing.Ast;
using PmpPulse.GoogleSql.Types;
using PmpPulse.GoogleSql.Typing;

namespace PmpPulse.GoogleSql.Binding;

/// <summary>Binds queries: WITH, set operations, ORDER BY and LIMIT. <see cref="SelectBinder"/> binds SELECT.</summary>
internal sealed class QueryBinder
{
    // DuckDB plans these in quadratic time, and planning can't be interrupted
    private const int MaximumInputs = 2_000;

    private readonly BindingSession _session;
    private readonly FromBinder _from;

    public QueryBinder(BindingSession session)
    {
        _session = session;
        Expressions = new ExpressionBinder(session, this);
        _from = new FromBinder(session, this);
    }

    public ExpressionBinder Expressions { get; }

    public FromBinder From => _from;

    /// <summary>Binds a subquery that sees the names of the outer queries.</summary>
    public BoundQuery BindNested(Query query, BindContext context) => Bind(query, context.Scope, context.CommonTables);

    public BoundQuery Bind(Query query, NameScope parent, CommonTableScope commonTables)
    {
        using var descent = _session.EnterQuery(query.Position);
        return query.With.Count == 0 ? BindBody(query, parent, commonTables) : BindWith(query, 0, [], parent, commonTables);
    }

    /// <summary>Binds the common tables in order, then the query. Each is one level below the previous one, as in DuckDB's plan.</summary>
    private BoundQuery BindWith(Query query, int index, List<BoundCommonTable> with, NameScope parent, CommonTableScope commonTables)
    {
        if (index == query.With.Count)
        {
            var result = BindBody(query, parent, commonTables);
            return result with { With = [.. with, .. result.With] };
        }

        var expression = query.With[index];
        Limits.Require(query.With.Count, Limits.CommonTables, "common table expressions", expression.Position);
        if (query.With.Take(index).FirstOrDefault(other => NameScope.SameName(other.Name, expression.Name)) is { } same)
        {
            throw new GoogleSqlException($"Duplicate alias {same.Name} for WITH subquery", same.Position);
        }

        using var descent = _session.Enter(expression.Position);
        var measure = _session.StartMeasure();
        var bound = Bind(expression.Query, parent, commonTables);
        var size = _session.Measured(measure);
        var name = _session.NextAlias();
        with.Add(new BoundCommonTable(name, bound));
        return BindWith(query, index + 1, with, parent, commonTables.Add(expression.Name, name, bound, size));
    }

    private BoundQuery BindBody(Query query, NameScope parent, CommonTableScope commonTables)
    {
        var limits = new BindContext(NameScope.Empty, "LIMIT") { CommonTables = commonTables };
        var limit = BindLimit(query.Limit, limits, "LIMIT");
        var offset = BindLimit(query.Offset, limits with { Clause = "OFFSET" }, "OFFSET");
        if (query.Body is SelectBody select)
        {
            var bound = new SelectBinder(_session, this).Bind(select, query.OrderBy, parent, commonTables);
            return bound with { Limit = limit, Offset = offset };
        }

        var body = BindInput(query.Body, parent, commonTables);
        return query.OrderBy.Count == 0 && limit is null
            ? body
            : Ordered(body, query.OrderBy, limit, offset, parent, commonTables);
    }

    private BoundQuery BindInput(QueryBody body, NameScope parent, CommonTableScope commonTables) => body switch
    {
        NestedBody nested => Bind(nested.Query, parent, commonTables),
        SelectBody select => new SelectBinder(_session, this).Bind(select, [], parent, commonTables),
        SetOperationBody operation => BindSetOperation(operation, parent, commonTables),
        _ => throw new InvalidOperationException($"unknown query body: {body.GetType().Name}"),
    };

    private BoundQuery BindSetOperation(SetOperationBody operation, NameScope parent, CommonTableScope commonTables)
    {
        Limits.Require(operation.Inputs.Count, MaximumInputs, "queries in a set operation", operation.Position);

        var inputs = operation.Inputs.Select(input => BindInput(input, parent, commonTables)).ToArray();
        var first = inputs[0];
        var types = new SqlType[first.Outputs.Count];
        foreach (var input in inputs)
        {
            if (input.Outputs.Count != types.Length)
            {
                throw new GoogleSqlException(
                    $"Queries in {Describe(operation.Operator)} have mismatched column count; query 1 has {types.Length} column{(types.Length == 1 ? "" : "s")}, "
                    + $"query {Array.IndexOf(inputs, input) + 1} has {input.Outputs.Count} column{(input.Outputs.Count == 1 ? "" : "s")}",
                    operation.Position);
            }
        }

        for (var i = 0; i < types.Length; i++)
        {
            var column = inputs.Select(input => Representative(input.Outputs[i])).ToArray();
            types[i] = Coercion.Common(column) ?? throw new GoogleSqlException(
                $"Column {i + 1} in {Describe(operation.Operator)} has incompatible types: {string.Join(", ", column.Select(item => item.TypeName))}",
                operation.Position);
            if (operation.Operator != SetOperator.UnionAll && !TypeTraits.IsGroupable(types[i]))
            {
                throw new GoogleSqlException(
                    $"Column {i + 1} in {Describe(operation.Operator)} has type that does not support set operation comparisons: {types[i]}",
                    operation.Position);
            }
        }

        var outputs = first.Outputs.Select((output, i) => output with { Type = types[i], Value = null }).ToArray();
        var converted = inputs.Select(input => WithOutputTypes(input, types)).ToArray();
        return new BoundQuery([], new BoundSetOperation(operation.Operator, converted, outputs), outputs, [], null, null);
    }

    // a column that holds a literal coerces like the literal
    private static BoundExpression Representative(BoundOutput output) =>
        output.Value is BoundLiteral or BoundArray or BoundStruct ? output.Value : Coercion.OfType(output.Type);

    private static string Describe(SetOperator setOperator) => setOperator switch
    {
        SetOperator.UnionAll => "UNION ALL",
        SetOperator.UnionDistinct => "UNION DISTINCT",
        SetOperator.IntersectDistinct => "INTERSECT DISTINCT",
        _ => "EXCEPT DISTINCT",
    };

    /// <summary>The query with its outputs converted to the given types.</summary>
    public static BoundQuery WithOutputTypes(BoundQuery query, IReadOnlyList<SqlType> types)
    {
        if (query.Outputs.Select((output, i) => IsExactly(output, types[i])).All(same => same)) return query;

        if (query.Body is BoundSelect { IsDistinct: false } select)
        {
            var outputs = select.Outputs.Select(
                (output, i) => output with { Type = types[i], Value = Coercion.To(output.Value!, types[i]) }).ToArray();
            return query with { Body = select with { Outputs = outputs }, Outputs = outputs };
        }

        // the types were checked before: the remaining differences can be cast
        var columns = query.Outputs.Select(output => new BoundColumnSource("cast", output.DuckDbName, output.Type)).ToArray();
        var casts = query.Outputs.Select((output, i) => output with
        {
            Type = types[i],
            Value = Coercion.To(new BoundColumn(columns[i], default), types[i]),
        }).ToArray();
        return new BoundQuery([], new BoundSelect(casts) { From = new BoundSubqueryTable(query, "cast") }, casts, [], null, null);
    }

    private static bool IsExactly(BoundOutput output, SqlType type) =>
        output.Type.Equals(type) && output.Value is not (BoundLiteral { IsUntypedNull: true } or BoundArray { IsUntyped: true });

    /// <summary>Wraps a query in ORDER BY and LIMIT. Only its outputs are visible to them.</summary>
    private BoundQuery Ordered(
        BoundQuery inner, IReadOnlyList<OrderItem> orderBy, BoundExpression? limit, BoundExpression? offset, NameScope parent,
        CommonTableScope commonTables)
    {
        var alias = _session.NextAlias();
        var columns = inner.Outputs.Select(output => new BoundColumnSource(alias, output.DuckDbName, output.Type)).ToArray();
        var outputs = inner.Outputs.Select((output, i) => output with { Value = new BoundColumn(columns[i], default) }).ToArray();
        var scope = new NameScope(parent, outputs.Select(output => new ScopeColumn(output.Name, output.Value!)).ToArray(), []);
        var context = new BindContext(scope, "ORDER BY") { CommonTables = commonTables };
        Limits.Require(orderBy.Count, Limits.Keys, "ORDER BY keys", orderBy.Count == 0 ? default : orderBy[0].Value.Position);
        var items = new List<BoundOrderItem>();
        foreach (var item in orderBy)
        {
            var bound = BindOrdinal(item, outputs) ?? Expressions.BindOrderItem(item, context);
            if (!BoundTree.IsConstant(bound.Value)) items.Add(bound);
        }

        var select = new BoundSelect(outputs) { From = new BoundSubqueryTable(inner, alias) };
        return new BoundQuery([], select, outputs, items, limit, offset) { IsStructValue = inner.IsStructValue };
    }

    /// <summary>Resolves an ordinal such as ORDER BY 2. Null if the item is not an integer literal.</summary>
    public static BoundOrderItem? BindOrdinal(OrderItem item, IReadOnlyList<BoundOutput> outputs)
    {
        if (item.Value is not TokenLiteral { Token: { Kind: Lexing.TokenKind.Integer } token }) return null;

        if (!LiteralText.TryInteger(token.Text, out var ordinal) || ordinal < 1 || ordinal > outputs.Count)
        {
            throw new GoogleSqlException($"ORDER BY is out of SELECT column number range: {token.Text}", token.Position);
        }

        var value = outputs[(int)ordinal - 1].Value!;
        return TypeTraits.IsOrderable(value.Type)
            ? new BoundOrderItem(value, item.IsDescending, item.NullsFirst ?? !item.IsDescending)
            : throw new GoogleSqlException($"ORDER BY does not support expressions of type {value.Type}", token.Position);
    }

    private BoundLiteral? BindLimit(Expression? expression, BindContext context, string clause)
    {
        if (expression is null) return null;

        return Expressions.Bind(expression, context) is BoundLiteral { Value: long and >= 0 } literal
            ? literal
            : throw new GoogleSqlException($"{clause} expects a non-negative integer literal or parameter", expression.Position);
    }
}
