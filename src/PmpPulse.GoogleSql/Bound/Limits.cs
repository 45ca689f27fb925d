using PmpPulse.GoogleSql.Errors;
using PmpPulse.GoogleSql.Types;

namespace PmpPulse.GoogleSql.Bound;

/// <summary>
/// Limits on the parts of a statement. DuckDB takes superlinear time to plan some of them, and planning can't be interrupted. A statement
/// within these limits is planned in about a second.
/// </summary>
internal static class Limits
{
    /// <summary>Columns of a table or result, or fields of a struct: BigQuery's limit.</summary>
    public const int Columns = 10_000;

    /// <summary>Keys of one GROUP BY, ORDER BY, PARTITION BY or USING.</summary>
    public const int Keys = 1_000;

    /// <summary>Terms of one AND, OR, CASE, concatenation or argument list.</summary>
    public const int Terms = 2_000;

    /// <summary>Items of one IN list or array.</summary>
    public const int Items = 20_000;

    /// <summary>Relations of one FROM clause. DuckDB orders 100 joins in a second, but 300 take minutes.</summary>
    public const int Joins = 50;

    /// <summary>Relations of a statement with views and common tables expanded, counting each read: BigQuery's limit on tables.</summary>
    public const int Relations = 1_000;

    /// <summary>Common table expressions of one WITH.</summary>
    public const int CommonTables = 200;

    /// <summary>Windows of one WINDOW clause. Each may build on another.</summary>
    public const int Windows = 200;

    /// <summary>Elements of a generated array, or bytes of a generated string.</summary>
    public const int Generated = 1024 * 1024;

    public static void Require(int count, int maximum, string what, SourcePosition position)
    {
        if (count > maximum) throw Exceeded($"{count} {what}, of at most {maximum}", position);
    }

    /// <summary>Returns the type, or refuses it if it has more parts than a table may have columns.</summary>
    public static SqlType RequireSize(SqlType type) =>
        type.Size <= 2 * Columns ? type : throw Exceeded("a type of too many fields", SourcePosition.Start);

    public static GoogleSqlException Exceeded(string what, SourcePosition position) =>
        new(
            $"Resources exceeded during query execution: Not enough resources for query planning - the query is too large or nested too deeply: {what}",
            position);
}
