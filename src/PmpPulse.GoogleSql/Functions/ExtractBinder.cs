using PmpPulse.GoogleSql.Bound;
using PmpPulse.GoogleSql.DuckDb;
using PmpPulse.GoogleSql.Errors;
using PmpPulse.GoogleSql.Parsing.Ast;
using PmpPulse.GoogleSql.Types;
using PmpPulse.GoogleSql.Typing;
using static PmpPulse.GoogleSql.DuckDb.Slots;

namespace PmpPulse.GoogleSql.Functions;

/// <summary>EXTRACT(part FROM value AT TIME ZONE zone).</summary>
internal static class ExtractBinder
{
    public static BoundExpression Bind(ExtractExpression extract, Func<Expression, BoundExpression> bind)
    {
        var part = DatePart.From(extract.Part);
        var value = bind(extract.Operand);
        if (extract.TimeZone is not null)
        {
            if (value.Type.Kind != SqlTypeKind.Timestamp)
            {
                throw new GoogleSqlException($"EXTRACT from {value.Type} does not support AT TIME ZONE", extract.Position);
            }

            value = TimeZones.ToLocal(
                value, Coercion.Require(bind(extract.TimeZone), SqlType.String, "AT TIME ZONE", extract.TimeZone.Position));
        }

        var isDate = value.Type.Kind == SqlTypeKind.Date;
        var isTime = value.Type.Kind == SqlTypeKind.Time;
        if (!isDate && !isTime && value.Type.Kind is not (SqlTypeKind.Timestamp or SqlTypeKind.Datetime))
        {
            throw Overloads.NoMatch("function EXTRACT", ["DATE_TIME_PART", $"{value.TypeName}"], [], extract.Position);
        }

        if ((isDate && (part.IsTime || part.Name is "TIME" or "DATETIME")) || (isTime && !part.IsTime))
        {
            throw new GoogleSqlException($"EXTRACT from {value.Type} does not support the {part.Name} date part", part.Position);
        }

        return part.Name switch
        {
            "DATE" => CastRules.Bind(value, SqlType.Date, false)!,
            "TIME" => CastRules.Bind(value, SqlType.Time, false)!,
            "DATETIME" => CastRules.Bind(value, SqlType.Datetime, false)!,
            _ => new BoundCall(SqlType.Int64, Template(part), [value]),
        };
    }

    private static Template Template(DatePart part) => part.Name switch
    {
        // DuckDB's sub-second parts include the seconds
        "MICROSECOND" => $"(microsecond({A}) % 1000000)",
        "MILLISECOND" => $"(millisecond({A}) % 1000)",
        "DAYOFWEEK" => $"(dayofweek({A}) + 1)",
        "WEEK" => $"((dayofyear({A}) + 6 - ((isodow({A}) + 6 - {Sql.Number(part.FirstDay)}) % 7)) // 7)",
        "ISOWEEK" => $"weekofyear({A})",
        "SECOND" => $"second({A})",
        "MINUTE" => $"minute({A})",
        "HOUR" => $"hour({A})",
        "DAY" => $"day({A})",
        "DAYOFYEAR" => $"dayofyear({A})",
        "MONTH" => $"month({A})",
        "QUARTER" => $"quarter({A})",
        "YEAR" => $"year({A})",
        "ISOYEAR" => $"isoyear({A})",
        _ => throw new InvalidOperationException($"unknown date part: {part.Name}"),
    };
}
