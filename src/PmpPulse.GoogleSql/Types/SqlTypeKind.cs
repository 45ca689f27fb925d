namespace PmpPulse.GoogleSql.Types;

/// <summary>BigQuery's data types that the translator supports.</summary>
public enum SqlTypeKind
{
    Int64,
    Float64,
    Numeric,
    Bool,
    String,
    Bytes,
    Date,
    Time,
    Datetime,
    Timestamp,
    Interval,
    Json,
    Geography,
    Array,
    Struct,
}
