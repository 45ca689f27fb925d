using System.Collections.Immutable;
using Google.Cloud.BigQuery.Storage.V1;
using PmpPulse.GoogleSql.Types;
using PmpPulse.LocalCloud.BigQuery.Schema;

namespace PmpPulse.LocalCloud.StorageWrite;

/// <summary>Converts a table's columns to the Storage API's schema messages.</summary>
internal static class StorageSchemas
{
    public static TableSchema Write(ImmutableArray<Field> fields)
    {
        var schema = new TableSchema();
        schema.Fields.AddRange(fields.Select(Write));
        return schema;
    }

    private static TableFieldSchema Write(Field field)
    {
        var schema = new TableFieldSchema
        {
            Name = field.Name,
            Type = TypeOf(field.Type),
            Mode = field.Mode switch
            {
                FieldMode.Required => TableFieldSchema.Types.Mode.Required,
                FieldMode.Repeated => TableFieldSchema.Types.Mode.Repeated,
                _ => TableFieldSchema.Types.Mode.Nullable,
            },
            Description = field.Description ?? "",
        };
        schema.Fields.AddRange(field.Fields.Select(Write));
        return schema;
    }

    private static TableFieldSchema.Types.Type TypeOf(FieldType type) => type switch
    {
        FieldType.Int64 => TableFieldSchema.Types.Type.Int64,
        FieldType.Float64 => TableFieldSchema.Types.Type.Double,
        FieldType.Bool => TableFieldSchema.Types.Type.Bool,
        FieldType.String => TableFieldSchema.Types.Type.String,
        FieldType.Bytes => TableFieldSchema.Types.Type.Bytes,
        FieldType.Timestamp => TableFieldSchema.Types.Type.Timestamp,
        FieldType.DateTime => TableFieldSchema.Types.Type.Datetime,
        FieldType.Date => TableFieldSchema.Types.Type.Date,
        FieldType.Time => TableFieldSchema.Types.Type.Time,
        FieldType.Numeric => TableFieldSchema.Types.Type.Numeric,
        FieldType.Json => TableFieldSchema.Types.Type.Json,
        FieldType.Struct => TableFieldSchema.Types.Type.Struct,
        _ => throw new ArgumentOutOfRangeException(nameof(type)),
    };
}
