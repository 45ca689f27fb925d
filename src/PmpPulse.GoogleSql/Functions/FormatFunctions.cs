using PmpPulse.GoogleSql.Types;
using PmpPulse.GoogleSql.Typing;

namespace PmpPulse.GoogleSql.Functions;

/// <summary>
/// FORMAT_… and PARSE_… for dates and times, with <see
/// href="https://cloud.google.com/bigquery/docs/reference/standard-sql/format-elements">format elements</see>. The format must be a literal
/// or parameter.
/// </summary>
internal static class FormatFunctions
{
    public static void Declare(FunctionTable table)
    {
        table.Special("FORMAT_TIMESTAMP", static call => FormatBinder.Bind(call, SqlType.Timestamp));
        table.Special("FORMAT_DATETIME", static call => FormatBinder.Bind(call, SqlType.Datetime));
        table.Special("FORMAT_DATE", static call => FormatBinder.Bind(call, SqlType.Date));
        table.Special("FORMAT_TIME", static call => FormatBinder.Bind(call, SqlType.Time));
        table.Special("PARSE_TIMESTAMP", static call => ParseBinder.Bind(call, SqlType.Timestamp));
        table.Special("PARSE_DATETIME", static call => ParseBinder.Bind(call, SqlType.Datetime));
        table.Special("PARSE_DATE", static call => ParseBinder.Bind(call, SqlType.Date));
        table.Special("PARSE_TIME", static call => ParseBinder.Bind(call, SqlType.Time));
        table.Scalar("STRING(TIMESTAMP) -> STRING", CastRules.Template(SqlTypeKind.Timestamp, SqlTypeKind.String)!);
        table.Scalar("STRING(DATETIME) -> STRING", CastRules.Template(SqlTypeKind.Datetime, SqlTypeKind.String)!);
        table.Scalar("STRING(DATE) -> STRING", CastRules.Template(SqlTypeKind.Date, SqlTypeKind.String)!);
        table.Scalar("STRING(TIME) -> STRING", CastRules.Template(SqlTypeKind.Time, SqlTypeKind.String)!);
    }
}
