using PmpPulse.GoogleSql.Bound;
using PmpPulse.GoogleSql.Catalog;
using PmpPulse.GoogleSql.Errors;
using PmpPulse.GoogleSql.Parsing.Ast;
using PmpPulse.GoogleSql.Statements;
using PmpPulse.GoogleSql.Types;
using PmpPulse.GoogleSql.Typing;

namespace PmpPulse.GoogleSql.Binding;

/// <summary>Binds CREATE TABLE and CREATE VIEW: columns, partitioning and the AS query.</summary>
internal sealed class DefinitionBinder(BindingSession session, QueryBinder queries)
{
    public (TableDefinition Definition, BoundQuery? Query) Bind(CreateTableStatement create)
    {
        var query = create.Query is null ? null : queries.Bind(create.Query, NameScope.Empty, CommonTableScope.Empty);
        IReadOnlyList<SqlField> fields;
        if (create.Columns is null)
        {
            fields = NamedFields(query!, create.Query!.Position, "CREATE TABLE");
        }
        else
        {
            fields = create.Columns.Select(Field).ToArray();
            query = query is null ? null : Fitting(query, fields, create.Query!.Position);
        }

        RefuseRepeated(fields, create.Position);
        var (partition, granularity) = PartitionOf(create.PartitionBy, fields);
        foreach (var name in create.ClusterBy) RequireColumn(fields, name);

        var definition = new TableDefinition(fields)
        {
            OrReplace = create.OrReplace,
            IfNotExists = create.IfNotExists,
            PartitionField = partition,
            PartitionGranularity = granularity,
            ClusterFields = create.ClusterBy.Select(name => RequireColumn(fields, name).Name).ToArray(),
            Description = create.Description,
        };
        return (definition, query);
    }

    public TableDefinition Bind(CreateViewStatement create, TableId id)
    {
        using var view = session.EnterView(id, create.Position);
        var query = queries.Bind(create.Query, NameScope.Empty, CommonTableScope.Empty);
        var fields = NamedFields(query, create.Query.Position, "CREATE VIEW");
        RefuseRepeated(fields, create.Position);
        return new TableDefinition(fields)
        {
            OrReplace = create.OrReplace,
            IfNotExists = create.IfNotExists,
            Description = create.Description,
            ViewQuery = create.QueryText,
        };
    }

    private static SqlField Field(ColumnDefinition column)
    {
        if (column.NotNull && column.Type.IsArray)
        {
            throw new GoogleSqlException(
                $"NOT NULL constraint cannot be applied to ARRAY field '{column.Name}'; ARRAY values are always treated as not NULL",
                column.Position);
        }

        return new SqlField(column.Name, column.Type, column.NotNull, column.Description);
    }

    private static SqlField[] NamedFields(BoundQuery query, SourcePosition position, string what)
    {
        var unnamed = query.Outputs.ToList().FindIndex(output => output.Name is null);
        return unnamed >= 0
            ? throw new GoogleSqlException($"{what} columns must be named, but column {unnamed + 1} has no name", position)
            : query.Outputs.Select(output => new SqlField(output.Name!, output.Type)).ToArray();
    }

    private static BoundQuery Fitting(BoundQuery query, IReadOnlyList<SqlField> fields, SourcePosition position)
    {
        if (query.Outputs.Count != fields.Count)
        {
            throw new GoogleSqlException(
                "The number of columns in the column definition list does not match the number of columns produced by the query", position);
        }

        for (var i = 0; i < fields.Count; i++)
        {
            var output = query.Outputs[i];
            if (Coercion.To(output.Value ?? Coercion.OfType(output.Type), fields[i].Type) is null)
            {
                throw new GoogleSqlException(
                    $"The query column {i + 1} ({output.Name}) has type {output.Type} which cannot be coerced to the column definition list's {fields[i].Type}",
                    position);
            }
        }

        return QueryBinder.WithOutputTypes(query, fields.Select(f => f.Type).ToArray());
    }

    private static void RefuseRepeated(IReadOnlyList<SqlField> fields, SourcePosition position)
    {
        var seen = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        if (fields.FirstOrDefault(f => !seen.Add(f.Name)) is { } repeated)
        {
            throw new GoogleSqlException($"Duplicate column name {repeated.Name} in CREATE statement", position);
        }
    }

    private static (string? Field, string? Granularity) PartitionOf(Expression? expression, IReadOnlyList<SqlField> fields)
    {
        switch (expression)
        {
            case null:
                return (null, null);
            case Identifier name when RequireColumn(fields, name) is { Type.Kind: SqlTypeKind.Date } date:
                return (date.Name, "DAY");
            case FunctionCall { Arguments: [Identifier name] } call when call.Name.Equals("DATE", StringComparison.OrdinalIgnoreCase)
                && RequireColumn(fields, name) is { Type.Kind: SqlTypeKind.Timestamp or SqlTypeKind.Datetime } time:
                return (time.Name, "DAY");
            case FunctionCall { Arguments: [Identifier name, Identifier part] } call when IsTrunc(call.Name, RequireColumn(fields, name)):
                var granularity = part.Name.ToUpperInvariant();
                return granularity is "HOUR" or "DAY" or "MONTH" or "YEAR"
                    ? (RequireColumn(fields, name).Name, granularity)
                    : throw Invalid(expression);
            default:
                throw Invalid(expression);
        }
    }

    private static bool IsTrunc(string function, SqlField column) =>
        function.Equals($"{column.Type.Kind}_TRUNC", StringComparison.OrdinalIgnoreCase);

    private static GoogleSqlException Invalid(Expression expression) =>
        new(
            "PARTITION BY expression must be DATE(<timestamp_column>), DATE(<datetime_column>), <type>_TRUNC(<column>, HOUR/DAY/MONTH/YEAR) or a DATE column",
            expression.Position);

    private static SqlField RequireColumn(IReadOnlyList<SqlField> fields, Identifier name) =>
        fields.FirstOrDefault(f => NameScope.SameName(f.Name, name.Name))
            ?? throw new GoogleSqlException($"Unrecognized name: {name.Name}", name.Position);
}
