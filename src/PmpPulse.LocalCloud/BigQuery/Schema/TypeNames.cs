namespace PmpPulse.LocalCloud.BigQuery.Schema;

/// <summary>BigQuery's two sets of type names: REST responses use the legacy names, requests may use both.</summary>
internal static class TypeNames
{
    public static FieldType? Parse(string name) => name.ToUpperInvariant() switch
    {
        "INTEGER" or "INT64" => FieldType.Int64,
        "FLOAT" or "FLOAT64" => FieldType.Float64,
        "BOOLEAN" or "BOOL" => FieldType.Bool,
        "STRING" => FieldType.String,
        "BYTES" => FieldType.Bytes,
        "TIMESTAMP" => FieldType.Timestamp,
        "DATETIME" => FieldType.DateTime,
        "DATE" => FieldType.Date,
        "TIME" => FieldType.Time,
        "NUMERIC" => FieldType.Numeric,
        "JSON" => FieldType.Json,
        "RECORD" or "STRUCT" => FieldType.Struct,
        _ => null,
    };

    /// <summary>The type's name in a REST schema.</summary>
    public static string Legacy(FieldType type) => type switch
    {
        FieldType.Int64 => "INTEGER",
        FieldType.Float64 => "FLOAT",
        FieldType.Bool => "BOOLEAN",
        FieldType.Struct => "RECORD",
        _ => Standard(type),
    };

    /// <summary>The type's name in GoogleSQL.</summary>
    public static string Standard(FieldType type) => type switch
    {
        FieldType.Int64 => "INT64",
        FieldType.Float64 => "FLOAT64",
        FieldType.Bool => "BOOL",
        FieldType.String => "STRING",
        FieldType.Bytes => "BYTES",
        FieldType.Timestamp => "TIMESTAMP",
        FieldType.DateTime => "DATETIME",
        FieldType.Date => "DATE",
        FieldType.Time => "TIME",
        FieldType.Numeric => "NUMERIC",
        FieldType.Json => "JSON",
        FieldType.Struct => "STRUCT",
        _ => throw new ArgumentOutOfRangeException(nameof(type)),
    };
}
