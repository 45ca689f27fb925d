using PmpPulse.GoogleSql.Bound;
using PmpPulse.GoogleSql.Errors;
using PmpPulse.GoogleSql.Parsing.Ast;
using PmpPulse.GoogleSql.Typing;

namespace PmpPulse.GoogleSql.Binding;

/// <summary>Binds one SELECT with its ORDER BY, clause by clause, in the order in which names become visible.</summary>
internal sealed class SelectBinder(BindingSession session, QueryBinder queries)
{
    private readonly ExpressionBinder _expressions = queries.Expressions;

    public BoundQuery Bind(SelectBody select, IReadOnlyList<OrderItem> orderBy, NameScope parent, CommonTableScope commonTables)
    {
        var from = select.From is null ? null : queries.From.Bind(select.From, parent, commonTables);
        var scope = from?.Scope ?? new NameScope(parent, [], []);
        var context = new BindContext(scope, "SELECT list") { CommonTables = commonTables, Windows = select.Windows };
        var where = select.Where is null ? null : _expressions.BindCondition(select.Where, context with { Clause = "WHERE clause" });
        var items = new StarExpander(_expressions, select.From is not null).Expand(select.Items, context);
        Limits.Require(items.Count, Limits.Columns, "columns", select.Position);
        Limits.Require(orderBy.Count, Limits.Keys, "ORDER BY keys", select.Position);
        Limits.Require(select.Windows.Count, Limits.Windows, "named windows", select.Position);
        Limits.Require(select.GroupBy?.Keys.Count ?? 0, Limits.Keys, "GROUP BY keys", select.Position);
        var isGrouped = select.GroupBy is not null || AggregateFinder.Any(items, orderBy, select.Qualify, select.Having);
        if (select.Having is not null && !isGrouped)
        {
            throw new GoogleSqlException("The HAVING clause requires GROUP BY or aggregation to be present", select.Having.Position);
        }

        var grouping = isGrouped ? new GroupingBuilder(session.NextAlias()) : null;
        var keys = new Dictionary<SelectEntry, BoundExpression>(ReferenceEqualityComparer.Instance);
        if (grouping is not null)
        {
            BindKeys(select, items, context, grouping, keys);
            scope.Grouping = grouping;
        }

        context = context with { AllowAggregates = isGrouped, AllowAnalytic = true };
        var outputs = BindOutputs(items, context, keys);
        scope.Aliases = AliasesOf(outputs);
        var having = select.Having is null
            ? null
            : _expressions.BindCondition(select.Having, context with { Clause = "HAVING clause", AllowAnalytic = false });
        var qualify = select.Qualify is null
            ? null
            : _expressions.BindCondition(select.Qualify, context with { Clause = "QUALIFY clause" });
        var order = BindOrder(select, orderBy, outputs, context with { Clause = "ORDER BY clause" });
        if (qualify is not null && !HasAnalytic(qualify) && !outputs.Any(output => HasAnalytic(output.Value!)))
        {
            throw new GoogleSqlException("The QUALIFY clause requires analytic function to be present", select.Qualify!.Position);
        }

        RequireGrouped(grouping, from, outputs, having, qualify, order);
        scope.Grouping = null;
        scope.Aliases = null;
        RequireDistinctable(select, outputs);
        var bound = new BoundSelect(outputs)
        {
            IsDistinct = select.IsDistinct,
            From = from?.Relation,
            Where = where is null ? null : LocalTimeBounds.Add(where, from?.Relation),
            Grouping = grouping?.Build(),
            Having = having,
            Qualify = qualify,
        };
        return new BoundQuery([], bound, outputs, order, null, null) { IsStructValue = select.AsStruct };
    }

    /// <param name="select">The SELECT.</param>
    /// <param name="items">Its columns.</param>
    /// <param name="context">Where the keys are.</param>
    /// <param name="grouping">Receives the keys.</param>
    /// <param name="keyOf">Receives the columns that a key names: they show the key, even if it contains another.</param>
    private void BindKeys(
        SelectBody select,
        IReadOnlyList<SelectEntry> items,
        BindContext context,
        GroupingBuilder grouping,
        Dictionary<SelectEntry, BoundExpression> keyOf)
    {
        var keyContext = context with { Clause = "GROUP BY" };
        if (select.GroupBy is { All: true })
        {
            foreach (var item in items.Where(item => !AggregateFinder.Any([item], [], null, null)))
            {
                Add(item, item.Bound ?? _expressions.Bind(item.Expression!, keyContext), item.Position);
            }

            return;
        }

        foreach (var key in select.GroupBy?.Keys ?? [])
        {
            var item = ItemOf(key, items);
            var value = item is null ? _expressions.Bind(key, keyContext) : item.Bound ?? _expressions.Bind(item.Expression!, keyContext);
            Add(item, value, key.Position);
        }

        void Add(SelectEntry? item, BoundExpression value, SourcePosition position)
        {
            AddKey(grouping, value, position);
            if (item is not null && grouping.FindKey(value) is { } column) keyOf[item] = new BoundColumn(column, position);
        }
    }

    private static void AddKey(GroupingBuilder grouping, BoundExpression key, SourcePosition position)
    {
        if (!TypeTraits.IsGroupable(key.Type))
        {
            throw new GoogleSqlException($"Grouping by expressions of type {key.Type} is not allowed", position);
        }

        grouping.AddKey(key);
        Limits.Require(grouping.KeyCount, Limits.Keys, "GROUP BY keys", position);
    }

    /// <summary>The SELECT item that a key refers to by alias or ordinal; null if the key is an expression of its own.</summary>
    private static SelectEntry? ItemOf(Expression key, IReadOnlyList<SelectEntry> items)
    {
        switch (key)
        {
            case TokenLiteral { Token: { Kind: Lexing.TokenKind.Integer } token }:
                return LiteralText.TryInteger(token.Text, out var ordinal) && ordinal >= 1 && ordinal <= items.Count
                    ? items[(int)ordinal - 1]
                    : throw new GoogleSqlException($"GROUP BY is out of SELECT column number range: {token.Text}", token.Position);
            case Identifier identifier:
                var named = items.Where(item => NameScope.SameName(item.Name, identifier.Name)).ToArray();
                return named.Length > 1
                    ? throw new GoogleSqlException(
                        $"Name {identifier.Name} in GROUP BY clause is ambiguous; it may refer to multiple columns in the SELECT-list",
                        key.Position)
                    : named.FirstOrDefault();
            default:
                return null;
        }
    }

    private BoundOutput[] BindOutputs(
        IReadOnlyList<SelectEntry> items, BindContext context, Dictionary<SelectEntry, BoundExpression> keyOf)
    {
        var outputs = new BoundOutput[items.Count];
        var taken = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        for (var i = 0; i < outputs.Length; i++)
        {
            var item = items[i];
            var value = keyOf.GetValueOrDefault(item)
                ?? (item.Bound is null ? _expressions.Bind(item.Expression!, context) : AsKey(item.Bound, context));
            var name = item.Name ?? $"_c{i + 1}";
            while (!taken.Add(name)) name = $"{name}_{i + 1}";

            outputs[i] = new BoundOutput(item.Name, name, value.Type, value);
        }

        return outputs;
    }

    private static BoundExpression AsKey(BoundExpression bound, BindContext context) =>
        context.Scope.Grouping?.FindKey(bound) is { } key ? new BoundColumn(key, (bound as BoundColumn)?.Position ?? default) : bound;

    private static Dictionary<string, BoundExpression?> AliasesOf(IReadOnlyList<BoundOutput> outputs)
    {
        var aliases = new Dictionary<string, BoundExpression?>(StringComparer.OrdinalIgnoreCase);
        foreach (var output in outputs.Where(output => output.Name is not null))
        {
            // two different values under one name are ambiguous
            aliases[output.Name!] = !aliases.TryGetValue(output.Name!, out var other)
                || (other is not null && BoundTree.Same(other, output.Value!))
                ? output.Value
                : null;
        }

        return aliases;
    }

    private List<BoundOrderItem> BindOrder(
        SelectBody select, IReadOnlyList<OrderItem> orderBy, IReadOnlyList<BoundOutput> outputs, BindContext context)
    {
        var items = new List<BoundOrderItem>();
        foreach (var item in orderBy)
        {
            var bound = QueryBinder.BindOrdinal(item, outputs) ?? _expressions.BindOrderItem(item, context);
            if (select.IsDistinct && !outputs.Any(output => BoundTree.Same(output.Value!, bound.Value)))
            {
                throw new GoogleSqlException(
                    "ORDER BY clause expression references a column which is not visible after SELECT DISTINCT", item.Value.Position);
            }

            if (!BoundTree.IsConstant(bound.Value)) items.Add(bound);
        }

        return items;
    }

    /// <summary>Refuses ungrouped FROM-clause columns above a GROUP BY.</summary>
    private static void RequireGrouped(
        GroupingBuilder? grouping,
        FromResult? from,
        IReadOnlyList<BoundOutput> outputs,
        BoundExpression? having,
        BoundExpression? qualify,
        IReadOnlyList<BoundOrderItem> order)
    {
        if (grouping is null || from is null) return;

        void Check(BoundExpression? expression, string clause)
        {
            if (expression is BoundColumn column && from.Owns(column.Column))
            {
                throw new GoogleSqlException(
                    $"{clause} expression references column {column.Column.DisplayName} which is neither grouped nor aggregated",
                    column.Position);
            }

            foreach (var child in expression is null ? [] : BoundTree.Children(expression)) Check(child, clause);
        }

        foreach (var output in outputs) Check(output.Value, "SELECT list");

        Check(having, "HAVING clause");
        Check(qualify, "QUALIFY clause");
        foreach (var item in order) Check(item.Value, "ORDER BY clause");
    }

    private static bool HasAnalytic(BoundExpression expression) =>
        expression is BoundAggregate { Over: not null } || BoundTree.Children(expression).Any(HasAnalytic);

    private static void RequireDistinctable(SelectBody select, IReadOnlyList<BoundOutput> outputs)
    {
        if (select.IsDistinct && outputs.FirstOrDefault(output => !TypeTraits.IsGroupable(output.Type)) is { } output)
        {
            throw new GoogleSqlException(
                $"Column {output.Name ?? output.DuckDbName} of type {output.Type} cannot be used in SELECT DISTINCT", select.Position);
        }
    }
}
