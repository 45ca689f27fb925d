namespace PmpPulse.GoogleSql.Types;

/// <summary>BigQuery's data types, as far as the translator knows them.</summary>
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
    Array,
    Struct,
}
