namespace PmpPulse.LocalCloud.BigQuery.Schema;

/// <summary>The column types that LocalCloud stores.</summary>
internal enum FieldType
{
    Int64,
    Float64,
    Bool,
    String,
    Bytes,
    Timestamp,
    DateTime,
    Date,
    Time,
    Numeric,
    Json,
    Struct,
}
