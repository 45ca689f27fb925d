using PmpPulse.GoogleSql.Types;

namespace PmpPulse.GoogleSql.DuckDb;

/// <summary>
/// The DuckDB type for each BigQuery type: INT64 BIGINT, FLOAT64 DOUBLE, NUMERIC DECIMAL(38,9), BOOL BOOLEAN, STRING VARCHAR, BYTES BLOB,
/// DATE DATE, TIME TIME, DATETIME TIMESTAMP, TIMESTAMP TIMESTAMP (UTC), INTERVAL INTERVAL, JSON JSON, ARRAY&lt;T&gt; T[], STRUCT STRUCT.
/// Tables that translated statements use must have these types.
/// </summary>
public static class DuckDbTypes
{
    /// <summary>The DuckDB type's name, for column definitions and casts.</summary>
    public static string Name(SqlType type) => TypeEmitter.Name(type).ToString();

    /// <summary>Quotes a name as a DuckDB identifier.</summary>
    public static string Quote(string identifier) => Sql.Name(identifier).ToString();
}
