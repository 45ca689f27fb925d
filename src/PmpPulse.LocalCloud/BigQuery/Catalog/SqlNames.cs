using System.Collections.Immutable;
using PmpPulse.GoogleSql.Catalog;
using PmpPulse.GoogleSql.Types;
using PmpPulse.LocalCloud.BigQuery.Errors;
using PmpPulse.LocalCloud.BigQuery.Schema;

namespace PmpPulse.LocalCloud.BigQuery.Catalog;

/// <summary>Resolves table names for the SQL translator.</summary>
internal sealed class SqlNames(CatalogSnapshot catalog, string defaultProject) : ICatalog
{
    public Relation? Find(string? project, string dataset, string name)
    {
        if (catalog.Find(new TableKey(project ?? defaultProject, dataset, name)) is not { } table) return null;
        return table.ViewQuery is { } query
            ? new ViewRelation(query, table.Key.Project) { Partials = PartialsOf(table.Key) }
            : new TableRelation([.. table.Fields.Select(ToSql)], table.QuotedName) { HasDocuments = true };
    }

    private ViewPartials? PartialsOf(TableKey view) =>
        catalog.Partials.TryGetValue(view, out var partials) ? new ViewPartials(partials.QuotedName, partials.CoveredUpTo) : null;

    public static SqlField ToSql(Field field) => SqlField.Create(
        field.Name,
        TypeNames.Standard(field.Type),
        field.Mode.ToString(),
        field.Type == FieldType.Struct ? [.. field.Fields.Select(ToSql)] : null,
        field.Description);

    /// <exception cref="BigQueryException">The column's type can't be stored or returned.</exception>
    public static Field FromSql(SqlField field)
    {
        if (field.ValueType.Kind is SqlTypeKind.Interval or SqlTypeKind.Array or SqlTypeKind.Geography)
        {
            throw BigQueryException.Unsupported($"Column {field.Name} of type {field.Type}");
        }

        var type = field.ValueType.Kind switch
        {
            SqlTypeKind.Int64 => FieldType.Int64,
            SqlTypeKind.Float64 => FieldType.Float64,
            SqlTypeKind.Numeric => FieldType.Numeric,
            SqlTypeKind.Bool => FieldType.Bool,
            SqlTypeKind.String => FieldType.String,
            SqlTypeKind.Bytes => FieldType.Bytes,
            SqlTypeKind.Date => FieldType.Date,
            SqlTypeKind.Time => FieldType.Time,
            SqlTypeKind.Datetime => FieldType.DateTime,
            SqlTypeKind.Timestamp => FieldType.Timestamp,
            SqlTypeKind.Json => FieldType.Json,
            SqlTypeKind.Struct => FieldType.Struct,
            _ => throw BigQueryException.Unsupported($"Column {field.Name} of type {field.Type}"),
        };
        return new Field(field.Name, type, field.Mode, [.. field.Fields.Select(FromSql)], field.Description);
    }

    public static ImmutableArray<Field> FromSql(IEnumerable<SqlField> fields) => [.. fields.Select(FromSql)];
}
