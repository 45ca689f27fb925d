using PmpPulse.GoogleSql.Bound;
using PmpPulse.GoogleSql.Catalog;
using PmpPulse.GoogleSql.DuckDb;
using PmpPulse.GoogleSql.Errors;
using PmpPulse.GoogleSql.Parsing.Ast;
using PmpPulse.GoogleSql.Types;
using PmpPulse.GoogleSql.Typing;

namespace PmpPulse.GoogleSql.Binding;

/// <summary>Binds DML statements.</summary>
internal sealed class DmlBinder(BindingSession session, QueryBinder queries)
{
    private readonly TableResolver _tables = new(session);
    private readonly ExpressionBinder _expressions = queries.Expressions;

    public (TableId Target, BoundInsert Statement) Bind(InsertStatement insert)
    {
        var (id, table) = Target(insert.Target);
        var columns = insert.Columns is null ? table.Fields : insert.Columns.Select(name => Column(table, name, id)).ToArray();
        RefuseRepeated(insert.Columns ?? []);
        var names = columns.Select(f => f.Name).ToArray();
        if (insert.Query is { } query)
        {
            var bound = queries.Bind(query, NameScope.Empty, CommonTableScope.Empty);
            if (bound.Outputs.Count != columns.Count)
            {
                throw new GoogleSqlException(
                    $"Inserted row has wrong column count; Has {bound.Outputs.Count}, expected {columns.Count}", query.Position);
            }

            for (var i = 0; i < columns.Count; i++)
            {
                var output = bound.Outputs[i];
                var value = output.Value is BoundLiteral or BoundArray or BoundStruct ? output.Value : Coercion.OfType(output.Type);
                RequireInsertable(value, columns[i], query.Position);
            }

            var converted = QueryBinder.WithOutputTypes(bound, columns.Select(f => f.Type).ToArray());
            return (id, new BoundInsert(Sql.Table(table), names, null, converted));
        }

        var rows = insert.Rows!.Select(row => BindRow(row, columns, NameScope.Empty)).ToArray();
        return (id, new BoundInsert(Sql.Table(table), names, rows, null));
    }

    public (TableId Target, BoundUpdate Statement) Bind(UpdateStatement update)
    {
        var (id, table) = Target(update.Target);
        var alias = update.Alias ?? update.Target.Parts[^1];
        var target = queries.From.Table(table, alias, NameScope.Empty);
        var from = update.From is null ? null : queries.From.Bind(update.From, NameScope.Empty, CommonTableScope.Empty);
        var scope = from is null ? target.Scope : MergeScopes(target, from, update.Position);
        var assignments = BindAssignments(update.Assignments, table, id, alias, scope);
        var where = _expressions.BindCondition(update.Where, Context(scope, "WHERE clause"));
        return (id, new BoundUpdate(Sql.Table(table), AliasOf(target), assignments, from?.Relation, where));
    }

    public (TableId Target, BoundDelete Statement) Bind(DeleteStatement delete)
    {
        var (id, table) = Target(delete.Target);
        var target = queries.From.Table(table, delete.Alias ?? delete.Target.Parts[^1], NameScope.Empty);
        var where = _expressions.BindCondition(delete.Where, Context(target.Scope, "WHERE clause"));
        return (id, new BoundDelete(Sql.Table(table), AliasOf(target), where));
    }

    public (TableId Target, BoundDelete Statement) Bind(TruncateStatement truncate)
    {
        var (id, table) = Target(truncate.Target);
        return (id, new BoundDelete(Sql.Table(table), session.NextAlias(), null));
    }

    public (TableId Target, BoundMerge Statement) Bind(MergeStatement merge)
    {
        var (id, table) = Target(merge.Target);
        var alias = merge.Alias ?? merge.Target.Parts[^1];
        var target = queries.From.Table(table, alias, NameScope.Empty);
        var source = queries.From.Bind(merge.Source, NameScope.Empty, CommonTableScope.Empty);
        var both = MergeScopes(target, source, merge.Position);
        var on = _expressions.BindCondition(merge.On, Context(both, "MERGE ON clause"));
        var whens = merge.Whens.Select(when => BindWhen(when, table, id, alias, target.Scope, source.Scope, both)).ToArray();
        return (id, new BoundMerge(Sql.Table(table), AliasOf(target), source.Relation, on, whens));
    }

    private BoundMergeWhen BindWhen(
        MergeWhen when, TableRelation table, TableId id, string alias, NameScope target, NameScope source, NameScope both)
    {
        var scope = when.Match switch
        {
            MergeMatch.Matched => both,
            MergeMatch.NotMatchedByTarget => source,
            _ => target,
        };
        var and = when.And is null ? null : _expressions.BindCondition(when.And, Context(scope, "WHEN clause"));
        return new BoundMergeWhen(
            when.Match,
            and,
            when.Update is null ? null : BindAssignments(when.Update, table, id, alias, scope),
            when.IsInsert ? BindMergeInsert(when, table, id, source) : null);
    }

    private BoundAssignment[] BindMergeInsert(MergeWhen when, TableRelation table, TableId id, NameScope source)
    {
        var columns = when.InsertColumns is null ? table.Fields : when.InsertColumns.Select(name => Column(table, name, id)).ToArray();
        RefuseRepeated(when.InsertColumns ?? []);
        if (when.InsertValues is { } values)
        {
            return BindRow(values, columns, source).Select((value, i) => new BoundAssignment(columns[i].Name, value)).ToArray();
        }

        // INSERT ROW: the source's columns, in order
        if (source.Columns.Count != columns.Count)
        {
            throw new GoogleSqlException(
                $"Inserted row has wrong column count; Has {source.Columns.Count}, expected {columns.Count}", when.Position);
        }

        return columns.Select(
            (column, i) => new BoundAssignment(column.Name, RequireInsertable(source.Columns[i].Value, column, when.Position))).ToArray();
    }

    private BoundExpression[] BindRow(InsertRow row, IReadOnlyList<SqlField> columns, NameScope scope)
    {
        if (row.Values.Count != columns.Count)
        {
            throw new GoogleSqlException(
                $"Inserted row has wrong column count; Has {row.Values.Count}, expected {columns.Count}", row.Position);
        }

        return row.Values.Select((value, i) => BindValue(value, columns[i], scope, row.Position)).ToArray();
    }

    private BoundExpression BindValue(Expression? value, SqlField column, NameScope scope, SourcePosition position) => value is null
        ? new BoundLiteral(column.Type, null)
        : RequireInsertable(
            _expressions.Bind(value, Context(scope, "VALUES")), column, value.Position == default ? position : value.Position);

    private static BoundExpression RequireInsertable(BoundExpression value, SqlField column, SourcePosition position) =>
        Coercion.To(value, column.Type)
        ?? throw new GoogleSqlException(
            $"Value has type {value.TypeName} which cannot be inserted into column {column.Name}, which has type {column.Type}", position);

    private BoundAssignment[] BindAssignments(
        IReadOnlyList<Assignment> assignments, TableRelation table, TableId id, string alias, NameScope scope)
    {
        var bound = new BoundAssignment[assignments.Count];
        var seen = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        for (var i = 0; i < bound.Length; i++)
        {
            var name = assignments[i].Column;
            if (name.Name.StartsWith(alias + ".", StringComparison.OrdinalIgnoreCase))
            {
                name = name with { Name = name.Name[(alias.Length + 1)..] };
            }

            var column = Column(table, name, id);
            if (!seen.Add(column.Name)) throw new GoogleSqlException($"Update item {column.Name} assigned more than once", name.Position);

            var value = assignments[i].Value;
            var expression = value is null ? new BoundLiteral(column.Type, null) : _expressions.Bind(value, Context(scope, "SET clause"));
            bound[i] = new BoundAssignment(column.Name, Coercion.To(expression, column.Type) ?? throw new GoogleSqlException(
                $"Value of type {expression.TypeName} cannot be assigned to {column.Name}, which has type {column.Type}",
                assignments[i].Value!.Position));
        }

        return bound;
    }

    private (TableId Id, TableRelation Table) Target(TableName name)
    {
        var target = _tables.ResolveTarget(name);
        session.Reference(target.Id);
        return target;
    }

    private static SqlField Column(TableRelation table, Identifier name, TableId id) =>
        table.Fields.FirstOrDefault(f => NameScope.SameName(f.Name, name.Name))
        ?? throw new GoogleSqlException($"Column {name.Name} is not present in table {id.Dataset}.{id.Name}", name.Position);

    private static void RefuseRepeated(IReadOnlyList<Identifier> names)
    {
        var seen = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        if (names.FirstOrDefault(name => !seen.Add(name.Name)) is { } repeated)
        {
            throw new GoogleSqlException($"INSERT has columns with duplicate name: {repeated.Name}", repeated.Position);
        }
    }

    private static NameScope MergeScopes(FromResult target, FromResult other, SourcePosition position)
    {
        if (other.Scope.Variables.FirstOrDefault(v => target.Scope.FindVariable(v.Name) is not null) is { } variable)
        {
            throw new GoogleSqlException($"Duplicate table alias {variable.Name} in the same FROM clause", position);
        }

        return new NameScope(
            null, [.. target.Scope.Columns, .. other.Scope.Columns], [.. target.Scope.Variables, .. other.Scope.Variables]);
    }

    private static BindContext Context(NameScope scope, string clause) => new(scope, clause) { CommonTables = CommonTableScope.Empty };

    private static string AliasOf(FromResult target) => ((BoundTable)target.Relation).Alias;
}
