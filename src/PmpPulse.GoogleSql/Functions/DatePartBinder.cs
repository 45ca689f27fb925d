using PmpPulse.GoogleSql.Bound;
using PmpPulse.GoogleSql.DuckDb;
using PmpPulse.GoogleSql.Errors;
using PmpPulse.GoogleSql.Parsing.Ast;
using PmpPulse.GoogleSql.Types;
using PmpPulse.GoogleSql.Typing;
using static PmpPulse.GoogleSql.DuckDb.Slots;

namespace PmpPulse.GoogleSql.Functions;

/// <summary>Functions with a date part: …_TRUNC, …_ADD, …_SUB, …_DIFF, LAST_DAY.</summary>
internal static class DatePartBinder
{
    private static readonly string[] TimeParts = ["MICROSECOND", "MILLISECOND", "SECOND", "MINUTE", "HOUR"];
    private static readonly string[] DateParts = ["DAY", "WEEK", "ISOWEEK", "MONTH", "QUARTER", "YEAR", "ISOYEAR"];

    public static BoundExpression Trunc(CallBinder call, SqlType declared)
    {
        call.RequireCount(2, declared.Kind == SqlTypeKind.Timestamp ? 3 : 2);
        var value = call.Argument(0);
        var type = TruncType(value, declared) ?? throw call.NoMatch($"{call.Call.Name.ToUpperInvariant()}({declared}, DATE_TIME_PART)");
        value = call.Argument(0, type);
        var part = Allowed(call, 1, type, forArithmetic: false);
        if (type.Kind == SqlTypeKind.Time)
        {
            return new BoundCall(type, $"CAST(date_trunc({DateMath.Unit(part)}, DATE '1970-01-01' + {A}) AS TIME)", [value]);
        }

        var template = DateMath.Trunc(part, A);
        if (type.Kind == SqlTypeKind.Date) return new BoundCall(type, $"CAST({template} AS DATE)", [value]);

        var zone = call.Count == 3 ? call.Argument(2, SqlType.String) : null;
        if (zone is null or BoundLiteral { Value: "UTC" })
        {
            return new BoundCall(type, part.Name == "ISOYEAR" ? $"CAST({template} AS TIMESTAMP)" : template, [value]);
        }

        var local = TimeZones.ToLocal(value, zone);
        var truncated = new BoundCall(SqlType.Datetime, $"CAST({template} AS TIMESTAMP)", [local]);

        // below a day, move the instant back as far as the clock: an hour that occurs twice stays two hours
        return part.IsTime
            ? new BoundCall(SqlType.Timestamp, $"({A} - ({B} - {C}))", [value, local, truncated])
            : TimeZones.ToUtc(truncated, zone);
    }

    private static SqlType? TruncType(BoundExpression value, SqlType declared)
    {
        if (Coercion.Cost(value, declared) is not null && !(declared.Kind == SqlTypeKind.Datetime && value.Type.Kind == SqlTypeKind.Date))
        {
            return declared;
        }

        // DATE_, DATETIME_ and TIMESTAMP_ functions also accept each other's types, and return the type they were given
        return declared.Kind != SqlTypeKind.Time && value.Type.Kind is SqlTypeKind.Date or SqlTypeKind.Datetime or SqlTypeKind.Timestamp
            ? value.Type
            : null;
    }

    public static BoundExpression Add(CallBinder call, SqlType declared, Sql sign)
    {
        if (call.Count != 2 || call.Call.Arguments[1] is not IntervalExpression interval)
        {
            throw call.NoMatch($"{call.Call.Name.ToUpperInvariant()}({declared}, INTERVAL INT64 DATE_TIME_PART)");
        }

        var type = TruncType(call.Argument(0), declared)
            ?? throw call.NoMatch($"{call.Call.Name.ToUpperInvariant()}({declared}, INTERVAL INT64 DATE_TIME_PART)");
        var value = call.Argument(0, type);
        if (interval.ToPart is not null || DatePart.TryFrom(new Identifier(interval.Position, interval.Part)) is not { } part)
        {
            throw call.Fail($"A valid date part name is required but found {interval.Part}");
        }

        Require(call, part, type, forArithmetic: true);
        var count = call.Part(interval.Value, SqlType.Int64, "INTERVAL");
        var shift = DateMath.Interval(part, B);
        return type.Kind switch
        {
            SqlTypeKind.Date => new BoundCall(type, $"CAST({A} {sign} {shift} AS DATE)", [value, count]),
            _ => new BoundCall(type, $"({A} {sign} {shift})", [value, count]),
        };
    }

    public static BoundExpression Diff(CallBinder call, SqlType declared)
    {
        call.RequireCount(3, 3);
        var type = TruncType(call.Argument(0), declared)
            ?? throw call.NoMatch($"{call.Call.Name.ToUpperInvariant()}({declared}, {declared}, DATE_TIME_PART)");
        if (type.Kind == SqlTypeKind.Date && TruncType(call.Argument(1), declared) is { Kind: SqlTypeKind.Datetime } wider) type = wider;

        var part = Allowed(call, 2, type, forArithmetic: false);
        BoundExpression[] arguments = [call.Argument(0, type), call.Argument(1, type)];
        if (type.Kind != SqlTypeKind.Timestamp) return new BoundCall(SqlType.Int64, DateMath.Boundaries(part), arguments);

        // between instants, whole parts are counted instead of boundaries
        return part.FixedMicros is { } micros
            ? new BoundCall(SqlType.Int64, $"((epoch_us({A}) - epoch_us({B})) // {Sql.Number(micros)})", arguments)
            : throw Unsupported(call, part, type);
    }

    public static BoundExpression LastDay(CallBinder call)
    {
        call.RequireCount(1, 2);
        var part = call.Count == 2 ? call.Part(1) : new DatePart("MONTH", 6, call.Call.Position);
        if (!DateParts.Contains(part.Name) || part.Name == "DAY") throw Unsupported(call, part, SqlType.Date);

        var date = call.Argument(0).Type.Kind == SqlTypeKind.Datetime ? call.Argument(0) : call.Argument(0, SqlType.Date);
        Template template = part.Name == "ISOYEAR"
            ? (Template)$"CAST(date_trunc('week', make_date(isoyear({A}) + 1, 1, 4)) - to_days(1) AS DATE)"
            : $"CAST({DateMath.Trunc(part, A)} + {Length(part)} - to_days(1) AS DATE)";
        return new BoundCall(SqlType.Date, template, [date]);
    }

    private static Sql Length(DatePart part) => part.Name switch
    {
        "MONTH" => $"to_months(1)",
        "QUARTER" => $"to_months(3)",
        "YEAR" => $"to_months(12)",
        _ => $"to_days(7)",
    };

    private static DatePart Allowed(CallBinder call, int index, SqlType type, bool forArithmetic)
    {
        var part = call.Part(index);
        Require(call, part, type, forArithmetic);
        return part;
    }

    private static void Require(CallBinder call, DatePart part, SqlType type, bool forArithmetic)
    {
        var isTime = TimeParts.Contains(part.Name);
        var isAllowed = type.Kind switch
        {
            SqlTypeKind.Date => !isTime && DateParts.Contains(part.Name),
            SqlTypeKind.Time => isTime,
            SqlTypeKind.Timestamp when forArithmetic => isTime || part.Name == "DAY",
            _ => isTime || DateParts.Contains(part.Name),
        };
        if (!isAllowed || (forArithmetic && part.Name is "ISOWEEK" or "ISOYEAR")) throw Unsupported(call, part, type);
    }

    private static GoogleSqlException Unsupported(CallBinder call, DatePart part, SqlType type) => new(
        $"{call.Call.Name.ToUpperInvariant()} does not support the {part.Name} date part when the argument is {type} type", part.Position);
}
