using PmpPulse.GoogleSql.Bound;
using PmpPulse.GoogleSql.DuckDb;
using PmpPulse.GoogleSql.Types;
using static PmpPulse.GoogleSql.DuckDb.Slots;

namespace PmpPulse.GoogleSql.Typing;

/// <summary>Which casts exist, and how DuckDB performs them as BigQuery would.</summary>
internal static class CastRules
{
    private const string Number = @"\s*[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?\s*";
    private const string DateText = "[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}";
    private const string TimeText = @"[0-9]{1,2}:[0-9]{1,2}:[0-9]{1,2}(\.[0-9]{1,6})?";
    private const string ZoneText = "(Z|z|[+-][0-9]{2}(:?[0-9]{2})?| [A-Za-z][A-Za-z0-9_+/-]*)";

    /// <summary>Binds a cast and folds it if the operand is a literal. Null if BigQuery has no such cast.</summary>
    public static BoundExpression? Bind(BoundExpression operand, SqlType type, bool isSafe)
    {
        if (Coercion.To(operand, type) is { } coerced && operand is not BoundLiteral { Value: string })
        {
            return coerced is BoundLiteral literal ? literal with { IsLiteral = false } : coerced;
        }

        if (!IsAllowed(operand.Type, type)) return null;

        // a cast takes the string's bytes; only parameters are base64
        if (operand is BoundLiteral { Value: string text } && operand.Type.Kind == SqlTypeKind.String && type.Kind != SqlTypeKind.Bytes
            && TextLiterals.TryParse(text, type) is { } folded)
        {
            return folded;
        }

        return operand.Type.Equals(type) ? operand : new BoundCast(operand, type, isSafe);
    }

    /// <summary>DuckDB's expression for a cast between two scalar types; null if BigQuery has no such cast.</summary>
    public static Template? Template(SqlTypeKind from, SqlTypeKind to) => (from, to) switch
    {
        (SqlTypeKind.Int64, SqlTypeKind.Float64) => $"CAST({A} AS DOUBLE)",
        (SqlTypeKind.Int64 or SqlTypeKind.Float64, SqlTypeKind.Numeric) => $"CAST({A} AS DECIMAL(38,9))",
        (SqlTypeKind.Int64, SqlTypeKind.Bool) => $"({A} <> 0)",
        (SqlTypeKind.Int64 or SqlTypeKind.Bool or SqlTypeKind.Date, SqlTypeKind.String) => $"CAST({A} AS VARCHAR)",
        (SqlTypeKind.Float64 or SqlTypeKind.Numeric, SqlTypeKind.Int64) => $"CAST(round({A}) AS BIGINT)",
        (SqlTypeKind.Float64, SqlTypeKind.String) =>
            $"CASE WHEN isnan({A}) THEN 'nan' WHEN {A} = 0 THEN '0' WHEN CAST(printf('%.15g', {A}) AS DOUBLE) = {A} THEN printf('%.15g', {A}) ELSE printf('%.17g', {A}) END",
        (SqlTypeKind.Numeric, SqlTypeKind.Float64) => $"CAST({A} AS DOUBLE)",
        (SqlTypeKind.Numeric, SqlTypeKind.String) => $@"regexp_replace(CAST({A} AS VARCHAR), '\.?0+$', '')",
        (SqlTypeKind.Bool, SqlTypeKind.Int64) => $"CAST({A} AS BIGINT)",
        (SqlTypeKind.String, SqlTypeKind.Int64) =>
            $@"CASE WHEN regexp_full_match({A}, '\s*([+-]?[0-9]+|0[xX][0-9a-fA-F]+)\s*') THEN CAST({A} AS BIGINT) WHEN {A} IS NOT NULL THEN {Fail($"Bad int64 value: {A}")} END",
        (SqlTypeKind.String, SqlTypeKind.Float64) =>
            $"CASE WHEN regexp_full_match({A}, {Sql.Text(Number)})" + $@" OR regexp_full_match({A}, '\s*[+-]?(inf|infinity|nan)\s*', 'i') THEN CAST({A} AS DOUBLE) WHEN {A} IS NOT NULL THEN {Fail($"Bad double value: {A}")} END",
        (SqlTypeKind.String, SqlTypeKind.Numeric) =>
            $"CASE WHEN regexp_full_match({A}, {Sql.Text(Number)}) THEN CAST({A} AS DECIMAL(38,9)) WHEN {A} IS NOT NULL THEN {Fail($"Invalid NUMERIC value: {A}")} END",
        (SqlTypeKind.String, SqlTypeKind.Bool) =>
            $"CASE WHEN lower({A}) = 'true' THEN true WHEN lower({A}) = 'false' THEN false WHEN {A} IS NOT NULL THEN {Fail($"Bad bool value: {A}")} END",
        (SqlTypeKind.String, SqlTypeKind.Bytes) => $"encode({A})",
        (SqlTypeKind.Bytes, SqlTypeKind.String) => $"decode({A})",
        (SqlTypeKind.String, SqlTypeKind.Date) =>
            $"CASE WHEN regexp_full_match({A}, {Sql.Text(DateText)}) THEN CAST({A} AS DATE) WHEN {A} IS NOT NULL THEN {Fail($"Invalid date: '{A}'")} END",
        (SqlTypeKind.String, SqlTypeKind.Time) =>
            $"CASE WHEN regexp_full_match({A}, {Sql.Text(TimeText)}) THEN CAST({A} AS TIME) WHEN {A} IS NOT NULL THEN {Fail($"Invalid time string \"{A}\"")} END",
        (SqlTypeKind.String, SqlTypeKind.Datetime) =>
            $"CASE WHEN regexp_full_match({A}, {Sql.Text($"{DateText}([ tT]{TimeText})?")}) THEN CAST({A} AS TIMESTAMP) WHEN {A} IS NOT NULL THEN {Fail($"Invalid datetime string \"{A}\"")} END",
        (SqlTypeKind.String, SqlTypeKind.Timestamp) =>
            $"CASE WHEN regexp_full_match({A}, {Sql.Text($"{DateText}([ tT]{TimeText})?")}) THEN CAST({A} AS TIMESTAMP)"
            + $" WHEN regexp_full_match({A}, {Sql.Text($"{DateText}[ tT]{TimeText}{ZoneText}")})"
            + $" THEN CAST({A} AS TIMESTAMPTZ) AT TIME ZONE 'UTC' WHEN {A} IS NOT NULL THEN {Fail($"Invalid timestamp: '{A}'")} END",
        (SqlTypeKind.Date, SqlTypeKind.Datetime or SqlTypeKind.Timestamp) => $"CAST({A} AS TIMESTAMP)",
        (SqlTypeKind.Datetime or SqlTypeKind.Timestamp, SqlTypeKind.Date) => $"CAST({A} AS DATE)",
        (SqlTypeKind.Datetime or SqlTypeKind.Timestamp, SqlTypeKind.Time) => $"CAST({A} AS TIME)",
        (SqlTypeKind.Datetime, SqlTypeKind.Timestamp) or (SqlTypeKind.Timestamp, SqlTypeKind.Datetime) => $"{A}",
        (SqlTypeKind.Datetime, SqlTypeKind.String) => Civil(A, "%Y-%m-%d %H:%M:%S", ""),
        (SqlTypeKind.Timestamp, SqlTypeKind.String) => Civil(A, "%Y-%m-%d %H:%M:%S", "+00"),
        (SqlTypeKind.Time, SqlTypeKind.String) => Civil($"(DATE '1970-01-01' + {A})", "%H:%M:%S", ""),
        _ => null,
    };

    // BigQuery shows three or six fractional digits, or none
    private static Template Civil(Template operand, string format, string zone) =>
        $"CASE WHEN microsecond({operand}) % 1000000 = 0 THEN strftime({operand}, {Sql.Text(format + zone)})"
        + $" WHEN microsecond({operand}) % 1000 = 0 THEN strftime({operand}, {Sql.Text($"{format}.%g{zone}")})"
        + $" ELSE strftime({operand}, {Sql.Text($"{format}.%f{zone}")}) END";

    private static bool IsAllowed(SqlType from, SqlType to)
    {
        if (from.Equals(to)) return true;
        if (from.IsArray && to.IsArray) return IsAllowed(from.ElementType!, to.ElementType!);

        return from.IsStruct && to.IsStruct
            ? from.Fields.Count == to.Fields.Count && from.Fields.Zip(to.Fields).All(pair => IsAllowed(pair.First.Type, pair.Second.Type))
            : Template(from.Kind, to.Kind) is not null;
    }
}
