using PmpPulse.GoogleSql.Bound;
using PmpPulse.GoogleSql.DuckDb;
using PmpPulse.GoogleSql.Errors;
using PmpPulse.GoogleSql.Parsing.Ast;
using PmpPulse.GoogleSql.Types;
using static PmpPulse.GoogleSql.DuckDb.Slots;

namespace PmpPulse.GoogleSql.Functions;

/// <summary>GENERATE_DATE_ARRAY and GENERATE_TIMESTAMP_ARRAY.</summary>
internal static class SeriesBinder
{
    public static BoundExpression Bind(CallBinder call, SqlType type)
    {
        var name = call.Call.Name.ToUpperInvariant();
        var isDate = type.Kind == SqlTypeKind.Date;
        if (call.Count < (isDate ? 2 : 3) || call.Count > 3 || (call.Count == 3 && call.Call.Arguments[2] is not IntervalExpression))
        {
            throw call.NoMatch($"{name}({type}, {type}, {(isDate ? "[INTERVAL INT64 DATE_TIME_PART]" : "INTERVAL INT64 DATE_TIME_PART")})");
        }

        List<BoundExpression> arguments = [call.Argument(0, type), call.Argument(1, type)];
        Template step = $"to_days(1)";
        if (call.Count == 3)
        {
            var interval = (IntervalExpression)call.Call.Arguments[2];
            var part = DatePart.From(new Identifier(interval.Position, interval.Part));
            if (part.IsTime == isDate || part.Name is "ISOWEEK" or "ISOYEAR" or "DAYOFWEEK" or "DAYOFYEAR"
                || (!isDate && part.FixedMicros is null))
            {
                // a timestamp series steps by parts of fixed length, a date series by a day or longer
                if (isDate || part.Name != "DAY")
                {
                    throw new GoogleSqlException($"{name} does not support the {part.Name} date part", interval.Position);
                }
            }

            arguments.Add(call.Part(interval.Value, SqlType.Int64, "INTERVAL"));
            step = DateMath.Interval(part, C);
        }

        Template check = call.Count == 3 ? (Template)$"WHEN {C} = 0 THEN {Fail($"Sequence step cannot be 0.")} " : $"";
        if (!isDate)
        {
            check = $"{check}WHEN abs(epoch_us({B}) - epoch_us({A})) >= {Sql.Number(ArrayFunctions.MaxElements)} * abs(epoch_us(TIMESTAMP '1970-01-01' + {step})) THEN {Fail($"GENERATE_TIMESTAMP_ARRAY produced too many elements")} ";
        }

        // a date series has at most one element per day
        Template count = isDate
            ? (Template)$"abs(date_diff('day', {A}, {B}))"
            : $"abs(epoch_us({B}) - epoch_us({A})) // NULLIF(abs(epoch_us(TIMESTAMP '1970-01-01' + {step})), 0)";
        Template series = $"generate_series({Claims.Memory(name, $"CAST({A} AS TIMESTAMP)", added: $"32 * ({count} + 1)")}, CAST({B} AS TIMESTAMP), {step})";
        return new BoundCall(
            SqlType.ArrayOf(type),
            $"CASE {check}WHEN {A} IS NOT NULL AND {B} IS NOT NULL THEN {(isDate ? $"CAST({series} AS DATE[])" : series)} END",
            arguments)
        { Memory = CallMemory.ClaimedWithin };
    }
}
