using System.Collections.Immutable;
using PmpPulse.GoogleSql;
using PmpPulse.GoogleSql.Statements;
using PmpPulse.LocalCloud.BigQuery.Catalog;
using PmpPulse.LocalCloud.BigQuery.Errors;
using PmpPulse.LocalCloud.BigQuery.Resources;
using PmpPulse.LocalCloud.BigQuery.Schema;

namespace PmpPulse.LocalCloud.BigQuery.Tables;

/// <summary>A view's columns are those of its query. Clients can only set their descriptions.</summary>
internal static class ViewSchema
{
    /// <exception cref="BigQueryException">The query can't be translated, or refers to something that doesn't exist.</exception>
    public static ImmutableArray<Field> Describe(CatalogSnapshot catalog, TableKey key, TableResource resource, DateTimeOffset now)
    {
        var query = resource.View?.Query ?? resource.MaterializedView!.Query!;
        var statement = SqlErrors.Translate(
            new SqlTranslator(new SqlNames(catalog, key.Project)),
            query,
            new TranslationOptions { CurrentTimestamp = now, ProjectId = key.Project });
        if (statement.Kind != StatementKind.Select) throw BigQueryException.InvalidQuery("A view's query must be a SELECT.");
        var given = resource.Schema?.Fields ?? [];
        ImmutableArray<Field> fields =
        [
            .. SqlNames.FromSql(statement.OutputFields).Select(field => field with
            {
                Description = given.FirstOrDefault(other => field.Name.Equals(other.Name, StringComparison.OrdinalIgnoreCase))?.Description,
            }),
        ];
        // a result may have column names that a table or view may not
        return SchemaReader.Read(SchemaReader.Write(fields));
    }
}
