using PmpPulse.GoogleSql.Bound;
using PmpPulse.GoogleSql.Catalog;
using PmpPulse.GoogleSql.DuckDb;
using PmpPulse.GoogleSql.Errors;
using PmpPulse.GoogleSql.Parsing.Ast;
using PmpPulse.GoogleSql.Types;

namespace PmpPulse.GoogleSql.Binding;

/// <summary>Binds FROM: tables, expanded views, CTEs, subqueries, UNNEST and joins.</summary>
internal sealed class FromBinder(BindingSession session, QueryBinder queries)
{
    public FromResult Bind(TableExpression table, NameScope parent, CommonTableScope commonTables)
    {
        Limits.Require(CountRelations(table), Limits.Joins, "tables in one FROM clause", table.Position);
        return Bind(table, parent, commonTables, null);
    }

    private static int CountRelations(TableExpression table)
    {
        // a chain of joins nests to the left, to any depth
        var count = 1;
        for (; table is JoinTable join; table = join.Left) count += CountRelations(join.Right);

        return count;
    }


    // left: the part of the FROM clause before this table, which an array path or UNNEST may refer to
    private FromResult Bind(TableExpression table, NameScope parent, CommonTableScope commonTables, FromResult? left)
    {
        using var descent = session.Enter(table.Position);
        session.AddRelation(table.Position);
        var visible = left is null ? parent : new NameScope(parent, left.Scope.Columns, left.Scope.Variables);
        return table switch
        {
            TablePath path => BindPath(path, parent, visible, commonTables),
            SubqueryTable subquery => Subquery(queries.Bind(subquery.Query, parent, commonTables), subquery.Alias, parent),
            UnnestTable unnest => BindUnnest(unnest, visible, parent, commonTables),
            JoinTable join => BindJoin(join, parent, commonTables, left),
            _ => throw new InvalidOperationException($"unknown table expression: {table.GetType().Name}"),
        };
    }

    private FromResult BindPath(TablePath path, NameScope parent, NameScope visible, CommonTableScope commonTables)
    {
        var alias = path.Alias ?? path.Parts[^1];
        if (path.Parts.Count == 1 && commonTables.Find(path.Parts[0]) is { } common)
        {
            RefuseOffset(path);
            session.Repeat(common.Size, path.Position);
            var name = session.NextAlias();
            return Relation(new BoundCommonTableReference(common.DuckDbName, name), name, ColumnsOf(common.Query, name), alias, parent);
        }

        // if the first part names an earlier table (or one of an outer query), the path leads to one of its arrays
        if (path.Parts.Count > 1 && IsVariable(visible, path.Parts[0]))
        {
            Expression array = new Identifier(path.Position, path.Parts[0]);
            array = path.Parts.Skip(1).Aggregate(array, (operand, part) => new FieldAccess(path.Position, operand, part));
            return BindUnnest(
                new UnnestTable(path.Position, array, path.Alias ?? path.Parts[^1], path.OffsetAlias), visible, parent, commonTables);
        }

        RefuseOffset(path);
        return BindTable(new TableName(path.Position, path.Parts), alias, parent);
    }

    private static void RefuseOffset(TablePath path)
    {
        if (path.OffsetAlias is not null) throw new GoogleSqlException("WITH OFFSET can only be used with array scans", path.Position);
    }

    private static bool IsVariable(NameScope? scope, string name)
    {
        for (; scope is not null; scope = scope.Parent)
        {
            if (scope.FindVariable(name) is not null) return true;
        }

        return false;
    }

    private FromResult BindTable(TableName name, string alias, NameScope parent)
    {
        var (id, relation) = new TableResolver(session).Resolve(name);
        switch (relation)
        {
            case TableRelation table:
                session.Reference(id);
                return Table(table, alias, parent);
            case ViewRelation view:
                using (session.EnterView(id, name.Position)) return Subquery(BindView(view), alias, parent);

            default:
                throw new InvalidOperationException($"no such relation: {relation.GetType().Name}");
        }
    }

    /// <summary>Binds a view's query. With partial aggregates, only what they don't cover is read of the stored table.</summary>
    public BoundQuery BindView(ViewRelation view)
    {
        var (project, appends) = (session.Project, session.Appends);
        session.Project = view.Project ?? project;
        if (view.Partials is { } partials) session.Appends = new AppendRange(partials.CoveredUpTo);
        try
        {
            var query = queries.Bind(Parsing.Parser.ParseQuery(view.GoogleSql), NameScope.Empty, CommonTableScope.Empty);
            return view.Partials is null ? query : query.WithPartials(view.Partials);
        }
        finally
        {
            (session.Project, session.Appends) = (project, appends);
        }
    }

    /// <summary>Binds a stored table under an alias. DML targets use this too.</summary>
    public FromResult Table(TableRelation table, string alias, NameScope parent)
    {
        var name = session.NextAlias();
        var columns = table.Fields.Select(f => new ScopeColumn(
            f.Name,
            new BoundColumn(new BoundColumnSource(name, f.Name, f.Type)
            {
                NullMeansEmpty = f.Type.IsArray,
                MayRefer = table.HasDocuments && f.Type.Kind == SqlTypeKind.Json,
            }, default))).ToArray();
        return Relation(new BoundTable(Sql.Table(table), name) { Appends = session.Appends }, name, columns, alias, parent);
    }

    private FromResult Subquery(BoundQuery query, string? alias, NameScope parent)
    {
        var name = session.NextAlias();
        return Relation(new BoundSubqueryTable(query, name), name, ColumnsOf(query, name), alias, parent);
    }

    private static ScopeColumn[] ColumnsOf(BoundQuery query, string alias) => query.Outputs.Select(output => new ScopeColumn(
        output.Name,
        new BoundColumn(
            new BoundColumnSource(alias, output.DuckDbName, output.Type) { DisplayName = output.Name ?? "" }, default))).ToArray();

    private static FromResult Relation(BoundRelation relation, string name, ScopeColumn[] columns, string? alias, NameScope parent) => new(
        relation,
        new NameScope(parent, columns, alias is null ? [] : [new RangeVariable(alias, columns, null)]),
        new HashSet<string> { name });

    private FromResult BindUnnest(UnnestTable unnest, NameScope visible, NameScope parent, CommonTableScope commonTables)
    {
        var context = new BindContext(visible, "UNNEST") { CommonTables = commonTables };
        var array = queries.Expressions.Bind(unnest.Array, context);
        if (!array.Type.IsArray)
        {
            throw new GoogleSqlException(
                $"Values referenced in UNNEST must be arrays. UNNEST contains expression of type {array.TypeName}", unnest.Array.Position);
        }

        var name = session.NextAlias();
        var source = new BoundColumnSource(name, "v", array.Type.ElementType!) { DisplayName = unnest.Alias ?? "" };
        var element = new BoundColumn(source, default);
        var columns = source.Type.IsStruct
            ? source.Type.Fields.Select((f, i) => new ScopeColumn(f.Name, new BoundField(element, i))).ToList()
            : [new ScopeColumn(unnest.Alias, element)];
        var variables = new List<RangeVariable>();
        if (unnest.Alias is not null) variables.Add(new RangeVariable(unnest.Alias, source.Type.IsStruct ? [.. columns] : [], element));

        BoundColumnSource? offset = null;
        if (unnest.OffsetAlias is not null)
        {
            offset = new BoundColumnSource(name, "o", SqlType.Int64);
            columns.Add(new ScopeColumn(unnest.OffsetAlias, new BoundColumn(offset, default)));
        }

        return new FromResult(
            new BoundUnnest(array, name, source, offset), new NameScope(parent, columns, variables), new HashSet<string> { name });
    }

    private FromResult BindJoin(JoinTable join, NameScope parent, CommonTableScope commonTables, FromResult? before)
    {
        var left = Bind(join.Left, parent, commonTables, before);
        var right = Bind(join.Right, parent, commonTables, before is null ? left : Merge(before, left, parent));
        foreach (var variable in right.Scope.Variables)
        {
            if (left.Scope.FindVariable(variable.Name) is not null)
            {
                throw new GoogleSqlException($"Duplicate table alias {variable.Name} in the same FROM clause", join.Right.Position);
            }
        }

        var merged = Merge(left, right, parent);
        if (join.Using is not null) return JoinUsing.Bind(join, left, right, merged, parent);

        var context = new BindContext(merged.Scope, "JOIN ON clause") { CommonTables = commonTables };
        var on = join.On is null ? null : queries.Expressions.BindCondition(join.On, context);
        return merged with { Relation = new BoundJoin(join.Kind, left.Relation, right.Relation, on) };
    }

    private static FromResult Merge(FromResult left, FromResult right, NameScope parent)
    {
        Limits.Require(
            left.Scope.Columns.Count + right.Scope.Columns.Count, Limits.Columns, "columns in one FROM clause", SourcePosition.Start);
        return new FromResult(
            left.Relation,
            new NameScope(parent, [.. left.Scope.Columns, .. right.Scope.Columns], [.. left.Scope.Variables, .. right.Scope.Variables]),
            new HashSet<string>([.. left.Aliases, .. right.Aliases]));
    }
}
