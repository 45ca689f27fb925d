using System.Globalization;
using PmpPulse.GoogleSql.Binding.Tree;

namespace PmpPulse.GoogleSql.Functions;

/// <summary>Truncating, adding and subtracting dates and times as DuckDB expressions.</summary>
internal static class DateMath
{
    /// <summary>The start of the part that holds <c>{0}</c>, a civil TIMESTAMP or DATE; the result is a TIMESTAMP.</summary>
    public static string TruncTemplate(DatePart part) => part.Name switch
    {
        "MICROSECOND" => "{0}",
        "WEEK" when part.FirstDay == 0 => "date_trunc('week', {0})",
        "WEEK" => string.Create(CultureInfo.InvariantCulture, $"(date_trunc('week', {{0}} - to_days({part.FirstDay})) + to_days({part.FirstDay}))"),
        "ISOWEEK" => "date_trunc('week', {0})",
        "ISOYEAR" => "date_trunc('week', make_date(isoyear({0}), 1, 4))",
        _ => $"date_trunc('{part.Name.ToLowerInvariant()}', {{0}})",
    };

    /// <summary><c>{1}</c> times a part as an INTERVAL; the count is an INT64.</summary>
    public static string IntervalTemplate(DatePart part) => part.Name switch
    {
        "MICROSECOND" => "to_microseconds({1})",
        "MILLISECOND" => "to_microseconds({1} * 1000)",
        "SECOND" => "to_microseconds({1} * 1000000)",
        "MINUTE" => "to_minutes({1})",
        "HOUR" => "to_hours({1})",
        "DAY" => "to_days(CAST({1} AS INTEGER))",
        "WEEK" => "to_days(CAST({1} * 7 AS INTEGER))",
        "MONTH" => "to_months(CAST({1} AS INTEGER))",
        "QUARTER" => "to_months(CAST({1} * 3 AS INTEGER))",
        _ => "to_months(CAST({1} * 12 AS INTEGER))",
    };

    /// <summary>How many boundaries of the part lie between <c>{1}</c> and <c>{0}</c>.</summary>
    public static string BoundariesTemplate(DatePart part) => part.Name switch
    {
        "WEEK" or "ISOWEEK" => $"(date_diff('day', {At(part, 1)}, {At(part, 0)}) // 7)",
        "ISOYEAR" => "(isoyear({0}) - isoyear({1}))",
        _ => $"date_diff('{part.Name.ToLowerInvariant()}', {{1}}, {{0}})",
    };

    public static BoundExpression Civil(BoundExpression date) =>
        date.Type.Kind == SqlTypeKind.Date ? new BoundCast(date, SqlType.Datetime, false) : date;

    private static string At(DatePart part, int argument) =>
        TruncTemplate(part).Replace("{0}", $"{{{argument}}}", StringComparison.Ordinal);
}
