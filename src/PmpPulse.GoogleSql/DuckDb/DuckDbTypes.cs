using PmpPulse.GoogleSql.Types;

namespace PmpPulse.GoogleSql.DuckDb;

/// <summary>
/// The DuckDB type that holds each BigQuery type: INT64 BIGINT, FLOAT64 DOUBLE, NUMERIC DECIMAL(38,9), BOOL BOOLEAN,
/// STRING VARCHAR, BYTES BLOB, DATE DATE, TIME TIME, DATETIME TIMESTAMP, TIMESTAMP TIMESTAMP (UTC), INTERVAL INTERVAL,
/// JSON JSON, ARRAY&lt;T&gt; T[], STRUCT STRUCT. Tables that translated statements touch must be made of these.
/// </summary>
public static class DuckDbTypes
{
    /// <summary>The DuckDB type's name as a column definition or a cast takes it.</summary>
    public static string Name(SqlType type) => TypeEmitter.Name(type).ToString();

    /// <summary>A name as a quoted DuckDB identifier.</summary>
    public static string Quote(string identifier) => Sql.Name(identifier).ToString();
}
