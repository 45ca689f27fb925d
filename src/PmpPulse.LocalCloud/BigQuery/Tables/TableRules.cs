using System.Collections.Immutable;
using PmpPulse.LocalCloud.BigQuery.Catalog;
using PmpPulse.LocalCloud.BigQuery.Errors;
using PmpPulse.LocalCloud.BigQuery.Resources;
using PmpPulse.LocalCloud.BigQuery.Schema;

namespace PmpPulse.LocalCloud.BigQuery.Tables;

/// <summary>BigQuery's rules for table settings.</summary>
internal static class TableRules
{
    private const int MaxClusteringFields = 4;

    public static bool IsView(TableResource resource) => resource.View is not null || resource.MaterializedView is not null;

    /// <summary>The fields that clients set; LocalCloud sets the others. Unsupported settings are refused.</summary>
    public static TableResource Settable(TableResource body)
    {
        Unsupported.Refuse(body, "table");
        Unsupported.Refuse(body.TableReference, "table.tableReference");
        Unsupported.Refuse(body.Schema, "table.schema");
        Unsupported.Refuse(body.TimePartitioning, "table.timePartitioning");
        Unsupported.Refuse(body.Clustering, "table.clustering");
        Unsupported.Refuse(body.View, "table.view");
        Unsupported.Refuse(body.MaterializedView, "table.materializedView");
        if (body.View is not null && body.MaterializedView is not null)
        {
            throw BigQueryException.Invalid("A table can't be a view and a materialized view at once.");
        }

        if ((body.View ?? (object?)body.MaterializedView) is not null
            && string.IsNullOrWhiteSpace(body.View?.Query ?? body.MaterializedView?.Query))
        {
            throw BigQueryException.Invalid("Required parameter is missing: query");
        }

        // the API's views default to legacy SQL
        if (body.View is { UseLegacySql: not false }) throw BigQueryException.Unsupported("Legacy SQL (set view.useLegacySql to false)");
        return new TableResource
        {
            FriendlyName = body.FriendlyName,
            Description = body.Description,
            Labels = body.Labels,
            Schema = body.Schema,
            TimePartitioning = body.TimePartitioning,
            Clustering = body.Clustering,
            View = body.View,
            MaterializedView = body.MaterializedView,
        };
    }

    public static void Check(TableResource resource, ImmutableArray<Field> fields)
    {
        if (resource.TimePartitioning is { } partitioning) CheckPartitioning(partitioning, fields);
        if (resource.Clustering is { } clustering) CheckClustering(clustering, fields);
    }

    /// <summary>Refuses changes to partitioning and to the table's kind.</summary>
    public static void CheckChange(TableEntry entry, TableResource resource)
    {
        if (resource.View is null != entry.Resource.View is null
            || resource.MaterializedView is null != entry.Resource.MaterializedView is null)
        {
            throw BigQueryException.Invalid($"Cannot change the type of table {entry.Key}.");
        }

        if (entry.Resource.MaterializedView is { } old && old.Query != resource.MaterializedView!.Query)
        {
            throw BigQueryException.Invalid("The query of a materialized view can't be changed: drop it and create it again.");
        }

        var (before, after) = (entry.Resource.TimePartitioning, resource.TimePartitioning);
        if (before?.Type != after?.Type || before?.Field != after?.Field)
        {
            throw BigQueryException.Invalid("Cannot change partitioning spec for a partitioned table.");
        }
    }

    private static void CheckPartitioning(TimePartitioning partitioning, ImmutableArray<Field> fields)
    {
        if (partitioning.Type is not ("HOUR" or "DAY" or "MONTH" or "YEAR"))
        {
            throw BigQueryException.Invalid(
                $"Invalid time partitioning type {partitioning.Type}: HOUR, DAY, MONTH or YEAR is expected.", "timePartitioning.type");
        }

        if (partitioning.ExpirationMs <= 0)
        {
            throw BigQueryException.Invalid("The expiration of partitions must be positive.", "timePartitioning.expirationMs");
        }

        if (string.IsNullOrEmpty(partitioning.Field))
        {
            throw BigQueryException.Unsupported("Partitioning by ingestion time (a timePartitioning without a field)");
        }

        var field = fields.FirstOrDefault(field => field.Name.Equals(partitioning.Field, StringComparison.OrdinalIgnoreCase))
            ?? throw BigQueryException.Invalid($"The field specified for partitioning cannot be found in the schema: {partitioning.Field}");
        if (field.IsRepeated || field.Type is not (FieldType.Timestamp or FieldType.Date or FieldType.DateTime))
        {
            throw BigQueryException.Invalid(
                $"The field specified for partitioning has an invalid type: {field.Name} is of type {TypeNames.Legacy(field.Type)}.");
        }
    }

    private static void CheckClustering(Clustering clustering, ImmutableArray<Field> fields)
    {
        if (clustering.Fields is not { Count: > 0 and <= MaxClusteringFields })
        {
            throw BigQueryException.Invalid($"Clustering needs 1 to {MaxClusteringFields} fields.", "clustering.fields");
        }

        foreach (var name in clustering.Fields)
        {
            var field = fields.FirstOrDefault(field => field.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
                ?? throw BigQueryException.Invalid($"The field specified for clustering cannot be found in the schema: {name}");
            if (field.IsRepeated || field.Type is FieldType.Struct or FieldType.Json or FieldType.Bytes or FieldType.Float64)
            {
                throw BigQueryException.Invalid($"Field {name} of type {TypeNames.Legacy(field.Type)} is not supported for clustering.");
            }

        }
    }
}
