using PmpPulse.GoogleSql.Catalog;
using PmpPulse.GoogleSql.Errors;
using PmpPulse.GoogleSql.Parsing.Ast;

namespace PmpPulse.GoogleSql.Binding;

/// <summary>Resolves table names, with the default project and dataset filled in.</summary>
internal sealed class TableResolver(BindingSession session)
{
    /// <summary>The fully qualified name.</summary>
    public TableId Identify(TableName name)
    {
        var parts = name.Parts;
        if (parts.Any(part => part.Equals("INFORMATION_SCHEMA", StringComparison.OrdinalIgnoreCase)))
        {
            throw new GoogleSqlException("INFORMATION_SCHEMA is not supported", name.Position);
        }

        return parts.Count switch
        {
            1 when session.DefaultDataset is { } dataset => new TableId(session.Project, dataset, parts[0]),
            1 => throw new GoogleSqlException($"Table \"{parts[0]}\" must be qualified with a dataset (e.g. dataset.table)", name.Position),
            2 => new TableId(session.Project, parts[0], parts[1]),
            3 => new TableId(parts[0], parts[1], parts[2]),
            _ => throw new GoogleSqlException($"Invalid table name: {string.Join('.', parts)}", name.Position),
        };
    }

    public (TableId Id, Relation Relation) Resolve(TableName name)
    {
        var id = Identify(name);
        return session.Catalog.Find(id.Project, id.Dataset, id.Name) is { } relation
            ? (id, relation)
            : throw new GoogleSqlException($"Not found: Table {id} was not found", name.Position, GoogleSqlErrorKind.NotFound);
    }

    /// <summary>The stored table that a statement modifies.</summary>
    public (TableId Id, TableRelation Table) ResolveTarget(TableName name) => Resolve(name) is (var id, TableRelation table)
        ? (id, table)
        : throw new GoogleSqlException($"Cannot modify {string.Join('.', name.Parts)}: it is not a table", name.Position);
}
