using PmpPulse.GoogleSql.Bound;
using PmpPulse.GoogleSql.Types;
using PmpPulse.GoogleSql.Typing;
using static PmpPulse.GoogleSql.DuckDb.Slots;

namespace PmpPulse.GoogleSql.Functions;

/// <summary>TIMESTAMP(…), DATETIME(…), DATE(…) and TIME(…): from parts or from each other, with time zones.</summary>
internal static class ConstructorBinder
{
    public static BoundExpression Timestamp(CallBinder call)
    {
        string[] signatures =
            ["TIMESTAMP(STRING, [STRING])", "TIMESTAMP(DATE, [STRING])", "TIMESTAMP(DATETIME, [STRING])", "TIMESTAMP(TIMESTAMP)"];
        if (call.Count is < 1 or > 2) throw call.NoMatch(signatures);

        var value = call.Argument(0);
        var zone = call.Count == 2 ? call.Argument(1, SqlType.String) : null;
        switch (value.Type.Kind)
        {
            case SqlTypeKind.Timestamp when zone is null:
                return value;
            case SqlTypeKind.String when zone is null:
                return CastRules.Bind(value, SqlType.Timestamp, false)!;
            case SqlTypeKind.String:
                return TimeZones.ToUtc(CastRules.Bind(value, SqlType.Datetime, false)!, zone);
            case SqlTypeKind.Date or SqlTypeKind.Datetime:
                var civil = DateMath.Civil(value);
                return zone is null ? new BoundCast(civil, SqlType.Timestamp, false) : TimeZones.ToUtc(civil, zone);
            default:
                return value is BoundLiteral { IsUntypedNull: true }
                    ? new BoundLiteral(SqlType.Timestamp, null)
                    : throw call.NoMatch(signatures);
        }
    }

    public static BoundExpression Datetime(CallBinder call)
    {
        string[] signatures =
            ["DATETIME(INT64, INT64, INT64, INT64, INT64, INT64)", "DATETIME(DATE, [TIME])", "DATETIME(TIMESTAMP, [STRING])", "DATETIME(STRING)"];
        if (call.Count == 6)
        {
            return new BoundCall(
                SqlType.Datetime,
                $"make_timestamp({A}, {B}, {C}, {Argument(3)}, {Argument(4)}, CAST({Argument(5)} AS DOUBLE))",
                Integers(call, 6));
        }

        if (call.Count is < 1 or > 2) throw call.NoMatch(signatures);

        var value = call.Argument(0);
        return (value.Type.Kind, call.Count) switch
        {
            (SqlTypeKind.Timestamp, 1) => new BoundCast(value, SqlType.Datetime, false),
            (SqlTypeKind.Timestamp, 2) => TimeZones.ToLocal(value, call.Argument(1, SqlType.String)),
            (SqlTypeKind.Date, 2) => new BoundCall(SqlType.Datetime, $"({A} + {B})", [value, call.Argument(1, SqlType.Time)]),
            (SqlTypeKind.Date or SqlTypeKind.Datetime or SqlTypeKind.String, 1) => CastRules.Bind(value, SqlType.Datetime, false)!,
            _ => throw call.NoMatch(signatures),
        };
    }

    public static BoundExpression Date(CallBinder call)
    {
        string[] signatures = ["DATE(INT64, INT64, INT64)", "DATE(TIMESTAMP, [STRING])", "DATE(DATETIME)", "DATE(STRING)"];
        if (call.Count == 3) return new BoundCall(SqlType.Date, $"make_date({A}, {B}, {C})", Integers(call, 3));
        if (call.Count is < 1 or > 2) throw call.NoMatch(signatures);

        var value = call.Argument(0);
        return (value.Type.Kind, call.Count) switch
        {
            (SqlTypeKind.Timestamp, 2) => new BoundCast(TimeZones.ToLocal(value, call.Argument(1, SqlType.String)), SqlType.Date, false),
            (SqlTypeKind.Timestamp or SqlTypeKind.Datetime or SqlTypeKind.Date or SqlTypeKind.String, 1) =>
                CastRules.Bind(value, SqlType.Date, false)!,
            _ => throw call.NoMatch(signatures),
        };
    }

    public static BoundExpression Time(CallBinder call)
    {
        string[] signatures = ["TIME(INT64, INT64, INT64)", "TIME(TIMESTAMP, [STRING])", "TIME(DATETIME)"];
        if (call.Count == 3) return new BoundCall(SqlType.Time, $"make_time({A}, {B}, CAST({C} AS DOUBLE))", Integers(call, 3));
        if (call.Count is < 1 or > 2) throw call.NoMatch(signatures);

        var value = call.Argument(0);
        return (value.Type.Kind, call.Count) switch
        {
            (SqlTypeKind.Timestamp, 2) => new BoundCast(TimeZones.ToLocal(value, call.Argument(1, SqlType.String)), SqlType.Time, false),
            (SqlTypeKind.Timestamp or SqlTypeKind.Datetime or SqlTypeKind.Time, 1) => CastRules.Bind(value, SqlType.Time, false)!,
            _ => throw call.NoMatch(signatures),
        };
    }

    private static BoundExpression[] Integers(CallBinder call, int count) =>
        Enumerable.Range(0, count).Select(i => call.Argument(i, SqlType.Int64)).ToArray();
}
