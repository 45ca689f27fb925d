using PmpPulse.GoogleSql.Errors;
using PmpPulse.GoogleSql.Types;

namespace PmpPulse.GoogleSql.Bound;

/// <summary>
/// How large the parts of a statement may be. The time that DuckDB takes to plan some of them grows by a power of their number, and
/// planning can't be interrupted; a statement within these limits is planned in about a second.
/// </summary>
internal static class Limits
{
    /// <summary>Columns of a table or result, fields of a struct: BigQuery's own limit.</summary>
    public const int Columns = 10_000;

    /// <summary>Keys of one GROUP BY, ORDER BY, PARTITION BY or USING.</summary>
    public const int Keys = 1_000;

    /// <summary>Terms of one AND, OR, CASE, concatenation or list of arguments.</summary>
    public const int Terms = 2_000;

    /// <summary>Items of one IN list or array.</summary>
    public const int Items = 20_000;

    /// <summary>Relations of one FROM clause. DuckDB orders 100 joins in a second, 300 in minutes.</summary>
    public const int Joins = 50;

    /// <summary>Relations of a statement, each as often as it is read once views and common tables are expanded: BigQuery's own limit of tables.</summary>
    public const int Relations = 1_000;

    /// <summary>Common table expressions of one WITH.</summary>
    public const int CommonTables = 200;

    /// <summary>Windows of one WINDOW clause, each of which may build on another.</summary>
    public const int Windows = 200;

    /// <summary>Most elements of a generated array, and bytes of a generated text.</summary>
    public const int Generated = 1024 * 1024;

    public static void Require(int count, int maximum, string what, SourcePosition position)
    {
        if (count > maximum)
        {
            throw Exceeded($"{count} {what}, of at most {maximum}", position);
        }
    }

    /// <summary>The type, refused where it has more parts than a table may have columns.</summary>
    public static SqlType RequireSize(SqlType type) => type.Size <= 2 * Columns ? type : throw Exceeded("a type of too many fields", SourcePosition.Start);

    public static GoogleSqlException Exceeded(string what, SourcePosition position) =>
        new($"Resources exceeded during query execution: Not enough resources for query planning - the query is too large or nested too deeply: {what}", position);
}
