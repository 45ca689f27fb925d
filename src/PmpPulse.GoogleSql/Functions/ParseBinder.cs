using PmpPulse.GoogleSql.Bound;
using PmpPulse.GoogleSql.DuckDb;
using PmpPulse.GoogleSql.Types;
using PmpPulse.GoogleSql.Typing;
using static PmpPulse.GoogleSql.DuckDb.Slots;

namespace PmpPulse.GoogleSql.Functions;

/// <summary>
/// PARSE_TIMESTAMP, PARSE_DATETIME, PARSE_DATE and PARSE_TIME, based on DuckDB's strptime, which has fewer format elements.
/// </summary>
internal static class ParseBinder
{
    public static BoundExpression Bind(CallBinder call, SqlType type)
    {
        call.RequireCount(2, type.Kind == SqlTypeKind.Timestamp ? 3 : 2);
        var format = call.ConstantText(0, "Format string");
        var text = call.Argument(1, SqlType.String);
        if (format == "%s" && type.Kind == SqlTypeKind.Timestamp)
        {
            return new BoundCall(type, $"make_timestamp(CAST({A} AS BIGINT) * 1000000)", [text]);
        }

        var formats = Translate(call, format, type);
        var hasZone = formats[0].Contains("%z", StringComparison.Ordinal);
        Template input = A;
        if (formats.All(f => !f.Contains("%Y", StringComparison.Ordinal) && !f.Contains("%y", StringComparison.Ordinal)))
        {
            // missing parts default to 1970-01-01; DuckDB would default to 1900
            input = $"'1970 ' || {A}";
            formats = formats.Select(f => "%Y " + f).ToArray();
        }

        Template parsed = hasZone ? (Template)$"(strptime({input}, {B}) AT TIME ZONE 'UTC')" : $"strptime({input}, {B})";
        var list = formats.Length == 1
            ? (BoundExpression)new BoundLiteral(SqlType.String, formats[0])
            : new BoundArray(SqlType.ArrayOf(SqlType.String), formats.Select(f => new BoundLiteral(SqlType.String, f)).ToArray());
        var civil = new BoundCall(
            type.Kind == SqlTypeKind.Timestamp && !hasZone ? SqlType.Datetime : type, Cast(parsed, type), [text, list]);
        if (type.Kind != SqlTypeKind.Timestamp || hasZone) return civil;

        return call.Count == 3 ? TimeZones.ToUtc(civil, call.Argument(2, SqlType.String)) : civil with { Type = type };
    }

    private static Template Cast(Template parsed, SqlType type) => type.Kind switch
    {
        SqlTypeKind.Date => $"CAST({parsed} AS DATE)",
        SqlTypeKind.Time => $"CAST({parsed} AS TIME)",
        _ => parsed,
    };

    /// <summary>DuckDB formats to try in order: fractional seconds are optional.</summary>
    private static string[] Translate(CallBinder call, string format, SqlType type)
    {
        string[] results = [""];
        var parts = FormatElements.Split(format).ToArray();
        Limits.Require(parts.Length, FormatElements.MaxParts, "elements of one format", call.Call.Position);
        foreach (var (text, isElement) in parts)
        {
            string[] forms = isElement ? Element(call, text, type) : [text];
            results = results.SelectMany(_ => forms, (before, form) => before + form).ToArray();
            if (results.Length > 8) throw call.Fail($"{call.Call.Name.ToUpperInvariant()} with the format {format} is not supported");
        }

        return results;
    }

    private static string[] Element(CallBinder call, string element, SqlType type) => element switch
    {
        "%a" or "%A" or "%b" or "%B" or "%d" or "%H" or "%I" or "%j" or "%m" or "%M" or "%p" or "%S" or "%y" or "%Y" or "%%" => [element],
        "%h" => ["%b"],
        "%e" => ["%d"],
        "%k" => ["%H"],
        "%l" => ["%I"],
        "%P" => ["%p"],
        "%D" or "%x" => ["%m/%d/%y"],
        "%F" => ["%Y-%m-%d"],
        "%R" => ["%H:%M"],
        "%r" => ["%I:%M:%S %p"],
        "%T" or "%X" => ["%H:%M:%S"],
        "%c" => ["%a %b %d %H:%M:%S %Y"],
        "%E4Y" => ["%Y"],
        "%E*S" or "%E6S" => ["%S.%f", "%S"],
        "%E3S" => ["%S.%g", "%S"],
        "%n" or "%t" => [" "],
        "%z" or "%Ez" when type.Kind == SqlTypeKind.Timestamp => ["%z"],
        _ => throw call.Fail($"{call.Call.Name.ToUpperInvariant()} with the format element {element} is not supported"),
    };
}
