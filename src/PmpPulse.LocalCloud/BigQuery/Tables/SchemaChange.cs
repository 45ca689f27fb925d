using System.Collections.Immutable;
using PmpPulse.GoogleSql.Types;
using PmpPulse.LocalCloud.BigQuery.Catalog;
using PmpPulse.LocalCloud.BigQuery.Engine;
using PmpPulse.LocalCloud.BigQuery.Errors;
using PmpPulse.LocalCloud.BigQuery.Schema;

namespace PmpPulse.LocalCloud.BigQuery.Tables;

/// <summary>
/// Widens a table's schema: it may add columns and STRUCT fields (nullable or repeated), relax REQUIRED to NULLABLE, and change
/// descriptions.
/// </summary>
internal static class SchemaChange
{
    /// <returns>The new schema: existing columns in their order, followed by new ones.</returns>
    /// <exception cref="BigQueryException">The change would lose data.</exception>
    public static ImmutableArray<Field> Apply(WriteSession session, TableEntry table, ImmutableArray<Field> wanted) =>
        Merge(session, table, table.Fields, wanted, "", []);

    private static ImmutableArray<Field> Merge(
        WriteSession session,
        TableEntry table,
        ImmutableArray<Field> current,
        ImmutableArray<Field> wanted,
        string path,
        ImmutableList<string> physicalPath)
    {
        var result = ImmutableArray.CreateBuilder<Field>();
        foreach (var field in current)
        {
            var next = Find(wanted, field.Name)
                ?? throw Mismatch(table, $"Field {path}{field.Name} is missing in new schema");
            if (next.Type != field.Type)
            {
                throw Mismatch(
                    table,
                    $"Field {path}{field.Name} has changed type from {TypeNames.Legacy(field.Type)} to {TypeNames.Legacy(next.Type)}");
            }

            if (next.Mode != field.Mode) Relax(session, table, field, next, path);
            var physical = physicalPath.Add(DuckTypes.Quote(field.Name));
            var children = field.Type == FieldType.Struct
                ? Merge(
                    session,
                    table,
                    field.Fields,
                    next.Fields,
                    $"{path}{field.Name}.",
                    field.IsRepeated ? physical.Add("element") : physical)
                : [];
            result.Add(field with { Mode = next.Mode, Fields = children, Description = next.Description });
        }

        foreach (var added in wanted.Where(field => Find(current, field.Name) is null))
        {
            if (added.Mode == FieldMode.Required)
            {
                throw Mismatch(table, $"Cannot add required fields to an existing schema. (field: {path}{added.Name})");
            }

            var name = string.Join('.', physicalPath.Add(DuckTypes.Quote(added.Name)));
            // must be a constant: for anything else DuckDB runs statements of its own, which change a setting and prevent adding a second
            // column
            var initial = added.IsRepeated && physicalPath.IsEmpty ? " DEFAULT '[]'" : "";
            session.Execute($"ALTER TABLE {table.QuotedName} ADD COLUMN {name} {DuckTypes.TypeOf(added)}{initial}");
            result.Add(added);
        }

        return result.ToImmutable();
    }

    private static void Relax(WriteSession session, TableEntry table, Field field, Field next, string path)
    {
        if (field.Mode != FieldMode.Required || next.Mode != FieldMode.Nullable)
        {
            throw Mismatch(
                table,
                $"Field {path}{field.Name} has changed mode from {field.Mode.ToString().ToUpperInvariant()} to {next.Mode.ToString().ToUpperInvariant()}");
        }

        // inside a STRUCT, only LocalCloud's decoders enforce REQUIRED
        if (path.Length == 0) session.Execute($"ALTER TABLE {table.QuotedName} ALTER COLUMN {DuckTypes.Quote(field.Name)} DROP NOT NULL");
    }

    private static Field? Find(ImmutableArray<Field> fields, string name) =>
        fields.FirstOrDefault(field => field.Name.Equals(name, StringComparison.OrdinalIgnoreCase));

    private static BigQueryException Mismatch(TableEntry table, string what) =>
        BigQueryException.Invalid($"Provided Schema does not match Table {table.Key}. {what}");
}
