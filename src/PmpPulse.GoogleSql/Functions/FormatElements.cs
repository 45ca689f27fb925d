namespace PmpPulse.GoogleSql.Functions;

/// <summary>
/// What DuckDB makes of BigQuery's format elements: expressions over the civil time <c>{0}</c> and the instant <c>{1}</c>.
/// An element that does not fit the value's type (an hour of a DATE) is written as it stands, as BigQuery does.
/// </summary>
internal static class FormatElements
{
    private const string OffsetMinutes = "date_diff('minute', {1}, {0})";

    /// <summary>Cuts a format into elements (with their percent sign) and the text between them.</summary>
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

    /// <summary>The expression of an element, or null where the type has no such element.</summary>
    public static string? Expression(string element, SqlTypeKind kind)
    {
        var hasDate = kind != SqlTypeKind.Time;
        var hasTime = kind != SqlTypeKind.Date;
        return element switch
        {
            "%n" => "chr(10)",
            "%t" => "chr(9)",
            "%%" => "'%'",
            _ => (hasDate ? Date(element) : null)
                ?? (hasTime ? Time(element) : null)
                ?? (hasDate && hasTime && element is "%c" ? $"strftime({{0}}, '%a %b ') || lpad(strftime({{0}}, '%-d'), 2, ' ') || strftime({{0}}, ' %H:%M:%S %Y')" : null)
                ?? (kind == SqlTypeKind.Timestamp ? Zone(element) : null),
        };
    }

    private static string? Date(string element) => element switch
    {
        "%a" or "%A" or "%b" or "%B" or "%d" or "%G" or "%j" or "%m" or "%u" or "%U" or "%V" or "%w" or "%W" or "%y" or "%Y" => Direct(element),
        "%h" => Direct("%b"),
        "%Ey" or "%Oy" => Direct("%y"),
        "%Od" => Direct("%d"),
        "%Om" => Direct("%m"),
        "%EY" or "%E4Y" => Direct("%Y"),
        "%C" => "lpad(CAST(year({0}) // 100 AS VARCHAR), 2, '0')",
        "%D" or "%x" => Direct("%m/%d/%y"),
        "%e" or "%Oe" => "lpad(strftime({0}, '%-d'), 2, ' ')",
        "%F" => Direct("%Y-%m-%d"),
        "%g" => "lpad(CAST(isoyear({0}) % 100 AS VARCHAR), 2, '0')",
        "%Q" => "CAST(quarter({0}) AS VARCHAR)",
        _ => null,
    };

    private static string? Time(string element) => element switch
    {
        "%H" or "%I" or "%M" or "%p" or "%S" => Direct(element),
        "%OH" => Direct("%H"),
        "%OI" => Direct("%I"),
        "%OM" => Direct("%M"),
        "%OS" or "%E0S" => Direct("%S"),
        "%k" => "lpad(strftime({0}, '%-H'), 2, ' ')",
        "%l" => "lpad(strftime({0}, '%-I'), 2, ' ')",
        "%P" => "lower(strftime({0}, '%p'))",
        "%r" => Direct("%I:%M:%S %p"),
        "%R" => Direct("%H:%M"),
        "%T" or "%X" => Direct("%H:%M:%S"),
        "%E*S" => "rtrim(rtrim(strftime({0}, '%S.%f'), '0'), '.')",
        _ when element.Length == 4 && element.StartsWith("%E", StringComparison.Ordinal) && element[3] == 'S' && element[2] is >= '1' and <= '6' =>
            $"left(strftime({{0}}, '%S.%f'), {element[2] - '0' + 3})",
        _ => null,
    };

    private static string? Zone(string element) => element switch
    {
        "%s" => "CAST(CAST(floor(epoch({1})) AS BIGINT) AS VARCHAR)",
        "%z" => Offset("%02d%02d"),
        "%Ez" => Offset("%02d:%02d"),
        "%Z" => $"CASE WHEN {OffsetMinutes} = 0 THEN 'UTC' WHEN {OffsetMinutes} % 60 = 0 THEN 'UTC' || printf('%+d', {OffsetMinutes} // 60) ELSE 'UTC' || {Offset("%02d%02d")} END",
        _ => null,
    };

    private static string Offset(string digits) =>
        $"(CASE WHEN {OffsetMinutes} < 0 THEN '-' ELSE '+' END || printf('{digits}', abs({OffsetMinutes}) // 60, abs({OffsetMinutes}) % 60))";

    private static string Direct(string format) => $"strftime({{0}}, '{format}')";
}
