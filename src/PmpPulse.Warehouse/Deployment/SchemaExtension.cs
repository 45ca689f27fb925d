using PmpPulse.Contracts;
using PmpPulse.GoogleCloud.BigQuery;

namespace PmpPulse.Warehouse.Deployment;

/// <summary>Adds what a table's schema lacks. Columns are only ever added: BigQuery accepts no other change in place.</summary>
internal static class SchemaExtension
{
    /// <returns>The schema with the missing columns after its own; null if none is missing.</returns>
    /// <exception cref="SchemaMismatchException">A column is of another type or mode, or one that is missing would be required.</exception>
    public static BigQuerySchema? Of(TableName table, BigQuerySchema? existing, BigQuerySchema? wanted)
    {
        var columns = (existing?.Fields ?? []).ToDictionary(field => field.Name, StringComparer.OrdinalIgnoreCase);
        var missing = new List<BigQueryField>();
        foreach (var field in wanted?.Fields ?? [])
        {
            if (columns.TryGetValue(field.Name, out var column)) ThrowIfOther(table, column, field);
            else if (field.Mode == BigQueryField.Required) throw new SchemaMismatchException(table, field.Name, "is missing and required, so it can't be added to existing rows");
            else missing.Add(field);
        }

        return missing.Count == 0 ? null : new BigQuerySchema { Fields = [.. existing?.Fields ?? [], .. missing] };
    }

    private static void ThrowIfOther(TableName table, BigQueryField column, BigQueryField field)
    {
        if (Standard(column.Type) != Standard(field.Type))
        {
            throw new SchemaMismatchException(table, field.Name, $"is of type {Standard(column.Type)}, and must be {Standard(field.Type)}");
        }

        if ((column.Mode == BigQueryField.Repeated) != (field.Mode == BigQueryField.Repeated))
        {
            throw new SchemaMismatchException(table, field.Name, $"is {column.Mode}, and must be {field.Mode}");
        }
    }

    /// <summary>GoogleSQL's name of a type: BigQuery answers with those of its older dialect.</summary>
    private static string Standard(string type) => type.ToUpperInvariant() switch
    {
        "INTEGER" => "INT64",
        "FLOAT" => "FLOAT64",
        "BOOLEAN" => "BOOL",
        "RECORD" => "STRUCT",
        var name => name,
    };
}
