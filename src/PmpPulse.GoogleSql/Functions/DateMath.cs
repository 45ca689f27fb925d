using PmpPulse.GoogleSql.Bound;
using PmpPulse.GoogleSql.DuckDb;
using PmpPulse.GoogleSql.Types;
using static PmpPulse.GoogleSql.DuckDb.Slots;

namespace PmpPulse.GoogleSql.Functions;

/// <summary>Date and time truncation, addition and subtraction as DuckDB expressions.</summary>
internal static class DateMath
{
    /// <summary>Truncates a DATETIME or DATE to the part. The result is a TIMESTAMP in DuckDB.</summary>
    public static Template Trunc(DatePart part, Template time) => part.Name switch
    {
        "MICROSECOND" => time,
        "WEEK" when part.FirstDay == 0 => $"date_trunc('week', {time})",
        "WEEK" => $"(date_trunc('week', {time} - to_days({Sql.Number(part.FirstDay)})) + to_days({Sql.Number(part.FirstDay)}))",
        "ISOWEEK" => $"date_trunc('week', {time})",
        "ISOYEAR" => $"date_trunc('week', make_date(isoyear({time}), 1, 4))",
        _ => $"date_trunc({Unit(part)}, {time})",
    };

    /// <summary>Turns an INT64 count of a part into an INTERVAL.</summary>
    public static Template Interval(DatePart part, Template count) => part.Name switch
    {
        "MICROSECOND" => $"to_microseconds({count})",
        "MILLISECOND" => $"to_microseconds({count} * 1000)",
        "SECOND" => $"to_microseconds({count} * 1000000)",
        "MINUTE" => $"to_minutes({count})",
        "HOUR" => $"to_hours({count})",
        "DAY" => $"to_days(CAST({count} AS INTEGER))",
        "WEEK" => $"to_days(CAST({count} * 7 AS INTEGER))",
        "MONTH" => $"to_months(CAST({count} AS INTEGER))",
        "QUARTER" => $"to_months(CAST({count} * 3 AS INTEGER))",
        _ => $"to_months(CAST({count} * 12 AS INTEGER))",
    };

    /// <summary>How many boundaries of the part lie between the second argument and the first.</summary>
    public static Template Boundaries(DatePart part) => part.Name switch
    {
        "WEEK" or "ISOWEEK" => $"(date_diff('day', {Trunc(part, B)}, {Trunc(part, A)}) // 7)",
        "ISOYEAR" => $"(isoyear({A}) - isoyear({B}))",
        _ => $"date_diff({Unit(part)}, {B}, {A})",
    };

    /// <summary>DuckDB's name, as a string, of a part that both dialects have.</summary>
    public static Sql Unit(DatePart part) => Sql.Text(part.Name.ToLowerInvariant());

    public static BoundExpression Civil(BoundExpression date) =>
        date.Type.Kind == SqlTypeKind.Date ? new BoundCast(date, SqlType.Datetime, false) : date;
}
