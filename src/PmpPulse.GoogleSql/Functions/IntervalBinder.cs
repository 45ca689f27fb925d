using System.Globalization;
using PmpPulse.GoogleSql.Bound;
using PmpPulse.GoogleSql.Errors;
using PmpPulse.GoogleSql.Parsing.Ast;
using PmpPulse.GoogleSql.Types;
using PmpPulse.GoogleSql.Typing;
using static PmpPulse.GoogleSql.DuckDb.Slots;

namespace PmpPulse.GoogleSql.Functions;

/// <summary>INTERVAL values such as <c>INTERVAL 5 DAY</c>. Text forms such as <c>'1-2' YEAR TO MONTH</c> are refused.</summary>
internal static class IntervalBinder
{
    public static BoundExpression Bind(IntervalExpression interval, Func<Expression, BoundExpression> bind)
    {
        if (interval.ToPart is not null)
        {
            throw new GoogleSqlException($"INTERVAL {interval.Part} TO {interval.ToPart} is not supported", interval.Position);
        }

        var part = DatePart.TryFrom(new Identifier(interval.Position, interval.Part));
        if (part is null || part.Name is "ISOWEEK" or "ISOYEAR" or "DAYOFWEEK" or "DAYOFYEAR" or "DATE" or "TIME" or "DATETIME")
        {
            throw new GoogleSqlException($"Unsupported INTERVAL part {interval.Part}", interval.Position);
        }

        var value = bind(interval.Value);
        if (value is BoundLiteral { Value: string text }
            && long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number))
        {
            value = new BoundLiteral(SqlType.Int64, number);
        }

        value = Coercion.To(value, SqlType.Int64)
            ?? throw new GoogleSqlException($"Invalid INTERVAL value of type {value.TypeName}", interval.Value.Position);
        return new BoundCall(SqlType.Interval, DateMath.Interval(part, A), [value]);
    }
}
