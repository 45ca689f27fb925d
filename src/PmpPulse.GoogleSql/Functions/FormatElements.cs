using PmpPulse.GoogleSql.DuckDb;
using PmpPulse.GoogleSql.Types;
using static PmpPulse.GoogleSql.DuckDb.Slots;

namespace PmpPulse.GoogleSql.Functions;

/// <summary>
/// DuckDB expressions for BigQuery's format elements. The first argument is the civil time, the second the instant. An element that doesn't
/// apply to the value's type, such as an hour of a DATE, is output literally, as in BigQuery.
/// </summary>
internal static class FormatElements
{
    /// <summary>Maximum number of elements and literal pieces in a format.</summary>
    public const int MaxParts = 200;

    private static readonly Template OffsetMinutes = $"date_diff('minute', {B}, {A})";

    /// <summary>Splits a format into elements (including their percent sign) and the literal text between them.</summary>
    public static IEnumerable<(string Text, bool IsElement)> Split(string format)
    {
        for (var i = 0; i < format.Length;)
        {
            var start = i;
            if (format[i] != '%')
            {
                i = format.IndexOf('%', i);
                i = i < 0 ? format.Length : i;
                yield return (format[start..i], false);
                continue;
            }

            i++;
            if (i < format.Length && format[i] == 'E')
            {
                i++;
                i += i < format.Length && (format[i] == '*' || char.IsAsciiDigit(format[i])) ? 1 : 0;
            }
            else if (i < format.Length && format[i] == 'O')
            {
                i++;
            }

            i = Math.Min(i + 1, format.Length);
            yield return (format[start..i], true);
        }
    }

    /// <summary>The expression for an element; null if the type doesn't have that element.</summary>
    public static Template? Expression(string element, SqlTypeKind kind)
    {
        var hasDate = kind != SqlTypeKind.Time;
        var hasTime = kind != SqlTypeKind.Date;
        return element switch
        {
            "%n" => $"chr(10)",
            "%t" => $"chr(9)",
            "%%" => $"'%'",
            _ => (hasDate ? Date(element) : null)
                ?? (hasTime ? Time(element) : null)
                ?? (hasDate && hasTime && element is "%c" ? (Template)$"strftime({A}, '%a %b ') || lpad(strftime({A}, '%-d'), 2, ' ') || strftime({A}, ' %H:%M:%S %Y')" : null)
                ?? (kind == SqlTypeKind.Timestamp ? Zone(element) : null),
        };
    }

    private static Template? Date(string element) => element switch
    {
        "%a" or "%A" or "%b" or "%B" or "%d" or "%G" or "%j" or "%m" or "%u" or "%U" or "%V" or "%w" or "%W" or "%y" or "%Y" => Direct(element),
        "%h" => Direct("%b"),
        "%Ey" or "%Oy" => Direct("%y"),
        "%Od" => Direct("%d"),
        "%Om" => Direct("%m"),
        "%EY" or "%E4Y" => Direct("%Y"),
        "%C" => $"lpad(CAST(year({A}) // 100 AS VARCHAR), 2, '0')",
        "%D" or "%x" => Direct("%m/%d/%y"),
        "%e" or "%Oe" => $"lpad(strftime({A}, '%-d'), 2, ' ')",
        "%F" => Direct("%Y-%m-%d"),
        "%g" => $"lpad(CAST(isoyear({A}) % 100 AS VARCHAR), 2, '0')",
        "%Q" => $"CAST(quarter({A}) AS VARCHAR)",
        _ => null,
    };

    private static Template? Time(string element) => element switch
    {
        "%H" or "%I" or "%M" or "%p" or "%S" => Direct(element),
        "%OH" => Direct("%H"),
        "%OI" => Direct("%I"),
        "%OM" => Direct("%M"),
        "%OS" or "%E0S" => Direct("%S"),
        "%k" => $"lpad(strftime({A}, '%-H'), 2, ' ')",
        "%l" => $"lpad(strftime({A}, '%-I'), 2, ' ')",
        "%P" => $"lower(strftime({A}, '%p'))",
        "%r" => Direct("%I:%M:%S %p"),
        "%R" => Direct("%H:%M"),
        "%T" or "%X" => Direct("%H:%M:%S"),
        "%E*S" => $"rtrim(rtrim(strftime({A}, '%S.%f'), '0'), '.')",
        _ when element.Length == 4 && element.StartsWith("%E", StringComparison.Ordinal) && element[3] == 'S'
            && element[2] is >= '1' and <= '6' =>
            $"left(strftime({A}, '%S.%f'), {Sql.Number(element[2] - '0' + 3)})",
        _ => null,
    };

    private static Template? Zone(string element) => element switch
    {
        "%s" => $"CAST(CAST(floor(epoch({B})) AS BIGINT) AS VARCHAR)",
        "%z" => Offset("%02d%02d"),
        "%Ez" => Offset("%02d:%02d"),
        "%Z" =>
            $"CASE WHEN {OffsetMinutes} = 0 THEN 'UTC' WHEN {OffsetMinutes} % 60 = 0 THEN 'UTC' || printf('%+d', {OffsetMinutes} // 60) ELSE 'UTC' || {Offset("%02d%02d")} END",
        _ => null,
    };

    private static Template Offset(string digits) =>
        $"(CASE WHEN {OffsetMinutes} < 0 THEN '-' ELSE '+' END || printf({Sql.Text(digits)}, abs({OffsetMinutes}) // 60, abs({OffsetMinutes}) % 60))";

    private static Template Direct(string format) => $"strftime({A}, {Sql.Text(format)})";
}
