using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Json;
using PmpPulse.LocalCloud.BigQuery.Catalog;
using PmpPulse.LocalCloud.BigQuery.Engine;
using PmpPulse.LocalCloud.BigQuery.Errors;
using PmpPulse.LocalCloud.BigQuery.Resources;
using PmpPulse.LocalCloud.BigQuery.Rest;
using PmpPulse.LocalCloud.BigQuery.Schema;

namespace PmpPulse.LocalCloud.BigQuery.Tables;

/// <summary>Changes tables and views, each in one transaction.</summary>
internal sealed class TableStore(Database database, TimeProvider clock)
{
    private const int MaxIdBytes = 1024;

    public Task<TableEntry> InsertAsync(DatasetKey dataset, TableResource body, CancellationToken cancellationToken)
    {
        var id = body.TableReference?.TableId;
        RequireId(id);
        if (body.TableReference!.DatasetId is { Length: > 0 } named && named != dataset.Dataset)
        {
            throw BigQueryException.Invalid(
                $"Value {named} in content does not agree with value {dataset.Dataset} in the path.", "table.tableReference.datasetId");
        }

        var key = new TableKey(dataset.Project, dataset.Dataset, id);
        return database.WriteAsync(session => Create(session, key, TableRules.Settable(body)), cancellationToken);
    }

    /// <summary>Creates a table or view within the caller's transaction.</summary>
    public TableEntry Create(WriteSession session, TableKey key, TableResource resource)
    {
        RequireId(key.Table);
        var catalog = session.Catalog;
        var dataset = catalog.Find(key.Parent) ?? throw BigQueryException.NotFound($"Dataset {key.Parent}");
        if (catalog.Find(key) is not null) throw BigQueryException.Duplicate($"Table {key}");
        var now = clock.GetUtcNow().ToUnixTimeMilliseconds();
        var fields = TableRules.IsView(resource)
            ? ViewSchema.Describe(catalog, key, resource, clock.GetUtcNow())
            : SchemaReader.Read(resource.Schema);
        TableRules.Check(resource, fields);
        resource = resource with { Schema = SchemaReader.Write(fields) };
        var entry = new TableEntry(
            key, dataset.PhysicalSchema, PhysicalName(catalog, key), resource, fields, new Stamp(session.TakeVersion(), now, now));
        if (!entry.IsView) session.Execute($"CREATE TABLE {entry.QuotedName} ({DuckTypes.Columns(fields)})");
        session.Put(entry);
        return entry;
    }

    /// <summary>Merges (PATCH) or replaces (PUT) the client's fields. Columns may be added and relaxed, never dropped.</summary>
    public Task<TableEntry> ChangeAsync(
        TableKey key, JsonElement body, bool merge, ETagCondition condition, CancellationToken cancellationToken) =>
        database.WriteAsync(
            session =>
            {
                var entry = Find(session.Catalog, key);
                condition.Check(entry.ETag);
                var merged = ResourceMerge.Apply(entry.Resource, body, merge, BigQueryJson.Default.TableResource);
                var resource = TableRules.Settable(merged);
                TableRules.CheckChange(entry, resource);
                ImmutableArray<Field> fields;
                if (entry.IsView)
                {
                    fields = ViewSchema.Describe(session.Catalog, key, resource, clock.GetUtcNow());
                }
                else
                {
                    var wanted = resource.Schema is null && !merge ? entry.Fields : SchemaReader.Read(resource.Schema);
                    fields = SchemaChange.Apply(session, entry, wanted);
                }

                TableRules.Check(resource, fields);
                entry = entry with
                {
                    Resource = resource with { Schema = SchemaReader.Write(fields) },
                    Fields = fields,
                    Stamp = entry.Stamp with { Version = session.TakeVersion(), ModifiedMs = clock.GetUtcNow().ToUnixTimeMilliseconds() },
                };
                session.Put(entry);
                return entry;
            },
            cancellationToken);

    public Task<bool> DeleteAsync(TableKey key, ETagCondition condition, CancellationToken cancellationToken) => database.WriteAsync(
        session =>
        {
            var entry = Find(session.Catalog, key);
            condition.Check(entry.ETag);
            Drop(session, entry);
            return true;
        },
        cancellationToken);

    public static void Drop(WriteSession session, TableEntry entry)
    {
        if (!entry.IsView) session.Execute($"DROP TABLE {entry.QuotedName}");
        session.Remove(entry);
    }

    /// <exception cref="BigQueryException">404: no such dataset or table.</exception>
    public static TableEntry Find(CatalogSnapshot catalog, TableKey key)
    {
        if (catalog.Find(key.Parent) is null) throw BigQueryException.NotFound($"Dataset {key.Parent}");
        return catalog.Find(key) ?? throw BigQueryException.NotFound($"Table {key}");
    }

    private static void RequireId([NotNull] string? id)
    {
        if (!IsValidId(id))
        {
            throw BigQueryException.Invalid(
                $"Invalid table ID \"{id}\". Table IDs must be alphanumeric (plus underscores, dashes and spaces) and must be at most 1024 characters long.");
        }
    }

    private static bool IsValidId([NotNullWhen(true)] string? id) =>
        !string.IsNullOrWhiteSpace(id) && Encoding.UTF8.GetByteCount(id) <= MaxIdBytes
        && id.All(character => char.IsLetterOrDigit(character) || character is '_' or '-' or ' '
            || char.IsSurrogate(character) || char.GetUnicodeCategory(character) is System.Globalization.UnicodeCategory.NonSpacingMark);

    /// <summary>DuckDB's names are case-insensitive, BigQuery's are not: a number distinguishes names that differ only in case.</summary>
    private static string PhysicalName(CatalogSnapshot catalog, TableKey key)
    {
        var taken = catalog.TablesOf(key.Parent).Select(entry => entry.PhysicalTable).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var name = key.Table;
        for (var i = 2; taken.Contains(name); i++) name = FormattableString.Invariant($"{key.Table}~{i}");
        return name;
    }
}
