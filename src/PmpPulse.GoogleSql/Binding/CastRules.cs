using PmpPulse.GoogleSql.Binding.Tree;

namespace PmpPulse.GoogleSql.Binding;

/// <summary>What can be cast to what, and how DuckDB does it as BigQuery would.</summary>
internal static class CastRules
{
    private const string Number = @"'\s*[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?\s*'";
    private const string DateText = "[0-9]{{4}}-[0-9]{{1,2}}-[0-9]{{1,2}}";
    private const string TimeText = @"[0-9]{{1,2}}:[0-9]{{1,2}}:[0-9]{{1,2}}(\.[0-9]{{1,6}})?";

    /// <summary>The cast, folded where the operand is a literal; null where BigQuery has none.</summary>
    public static BoundExpression? Bind(BoundExpression operand, SqlType type, bool isSafe)
    {
        if (Coercion.To(operand, type) is { } coerced && operand is not BoundLiteral { Value: string })
        {
            return coerced is BoundLiteral literal ? literal with { IsLiteral = false } : coerced;
        }

        if (!IsAllowed(operand.Type, type))
        {
            return null;
        }

        // BYTES are cast by their bytes; base64 is the parameters' affair
        if (operand is BoundLiteral { Value: string text } && operand.Type.Kind == SqlTypeKind.String && type.Kind != SqlTypeKind.Bytes
            && TextLiterals.TryParse(text, type) is { } folded)
        {
            return folded;
        }

        return operand.Type.Equals(type) ? operand : new BoundCast(operand, type, isSafe);
    }

    /// <summary>DuckDB's expression for a cast between two scalar types; null where BigQuery has none.</summary>
    public static string? Template(SqlTypeKind from, SqlTypeKind to) => (from, to) switch
    {
        (SqlTypeKind.Int64, SqlTypeKind.Float64) => "CAST({0} AS DOUBLE)",
        (SqlTypeKind.Int64 or SqlTypeKind.Float64, SqlTypeKind.Numeric) => "CAST({0} AS DECIMAL(38,9))",
        (SqlTypeKind.Int64, SqlTypeKind.Bool) => "({0} <> 0)",
        (SqlTypeKind.Int64 or SqlTypeKind.Bool or SqlTypeKind.Date, SqlTypeKind.String) => "CAST({0} AS VARCHAR)",
        (SqlTypeKind.Float64 or SqlTypeKind.Numeric, SqlTypeKind.Int64) => "CAST(round({0}) AS BIGINT)",
        (SqlTypeKind.Float64, SqlTypeKind.String) =>
            "CASE WHEN isnan({0}) THEN 'nan' WHEN {0} = 0 THEN '0' WHEN CAST(printf('%.15g', {0}) AS DOUBLE) = {0} THEN printf('%.15g', {0}) ELSE printf('%.17g', {0}) END",
        (SqlTypeKind.Numeric, SqlTypeKind.Float64) => "CAST({0} AS DOUBLE)",
        (SqlTypeKind.Numeric, SqlTypeKind.String) => @"regexp_replace(CAST({0} AS VARCHAR), '\.?0+$', '')",
        (SqlTypeKind.Bool, SqlTypeKind.Int64) => "CAST({0} AS BIGINT)",
        (SqlTypeKind.String, SqlTypeKind.Int64) =>
            @"CASE WHEN regexp_full_match({0}, '\s*([+-]?[0-9]+|0[xX][0-9a-fA-F]+)\s*') THEN CAST({0} AS BIGINT) WHEN {0} IS NOT NULL THEN {!Bad int64 value: {0}} END",
        (SqlTypeKind.String, SqlTypeKind.Float64) =>
            "CASE WHEN regexp_full_match({0}, " + Number + @") OR regexp_full_match({0}, '\s*[+-]?(inf|infinity|nan)\s*', 'i') THEN CAST({0} AS DOUBLE) WHEN {0} IS NOT NULL THEN {!Bad double value: {0}} END",
        (SqlTypeKind.String, SqlTypeKind.Numeric) =>
            "CASE WHEN regexp_full_match({0}, " + Number + ") THEN CAST({0} AS DECIMAL(38,9)) WHEN {0} IS NOT NULL THEN {!Invalid NUMERIC value: {0}} END",
        (SqlTypeKind.String, SqlTypeKind.Bool) =>
            "CASE WHEN lower({0}) = 'true' THEN true WHEN lower({0}) = 'false' THEN false WHEN {0} IS NOT NULL THEN {!Bad bool value: {0}} END",
        (SqlTypeKind.String, SqlTypeKind.Bytes) => "encode({0})",
        (SqlTypeKind.Bytes, SqlTypeKind.String) => "decode({0})",
        (SqlTypeKind.String, SqlTypeKind.Date) =>
            $"CASE WHEN regexp_full_match({{0}}, '{DateText}') THEN CAST({{0}} AS DATE) WHEN {{0}} IS NOT NULL THEN {{!Invalid date: '{{0}}'}} END",
        (SqlTypeKind.String, SqlTypeKind.Time) =>
            $"CASE WHEN regexp_full_match({{0}}, '{TimeText}') THEN CAST({{0}} AS TIME) WHEN {{0}} IS NOT NULL THEN {{!Invalid time string \"{{0}}\"}} END",
        (SqlTypeKind.String, SqlTypeKind.Datetime) =>
            $"CASE WHEN regexp_full_match({{0}}, '{DateText}([ tT]{TimeText})?') THEN CAST({{0}} AS TIMESTAMP) WHEN {{0}} IS NOT NULL THEN {{!Invalid datetime string \"{{0}}\"}} END",
        (SqlTypeKind.String, SqlTypeKind.Timestamp) =>
            $"CASE WHEN regexp_full_match({{0}}, '{DateText}([ tT]{TimeText})?') THEN CAST({{0}} AS TIMESTAMP)"
            + $" WHEN regexp_full_match({{0}}, '{DateText}[ tT]{TimeText}(Z|z|[+-][0-9]{{{{2}}}}(:?[0-9]{{{{2}}}})?| [A-Za-z][A-Za-z0-9_+/-]*)')"
            + " THEN CAST({0} AS TIMESTAMPTZ) AT TIME ZONE 'UTC' WHEN {0} IS NOT NULL THEN {!Invalid timestamp: '{0}'} END",
        (SqlTypeKind.Date, SqlTypeKind.Datetime or SqlTypeKind.Timestamp) => "CAST({0} AS TIMESTAMP)",
        (SqlTypeKind.Datetime or SqlTypeKind.Timestamp, SqlTypeKind.Date) => "CAST({0} AS DATE)",
        (SqlTypeKind.Datetime or SqlTypeKind.Timestamp, SqlTypeKind.Time) => "CAST({0} AS TIME)",
        (SqlTypeKind.Datetime, SqlTypeKind.Timestamp) or (SqlTypeKind.Timestamp, SqlTypeKind.Datetime) => "{0}",
        (SqlTypeKind.Datetime, SqlTypeKind.String) => Civil("{0}", "%Y-%m-%d %H:%M:%S", ""),
        (SqlTypeKind.Timestamp, SqlTypeKind.String) => Civil("{0}", "%Y-%m-%d %H:%M:%S", "+00"),
        (SqlTypeKind.Time, SqlTypeKind.String) => Civil("(DATE '1970-01-01' + {0})", "%H:%M:%S", ""),
        _ => null,
    };

    // BigQuery shows a fraction in three digits or in six, or not at all
    private static string Civil(string operand, string format, string zone) =>
        $"CASE WHEN microsecond({operand}) % 1000000 = 0 THEN strftime({operand}, '{format}{zone}')"
        + $" WHEN microsecond({operand}) % 1000 = 0 THEN strftime({operand}, '{format}.%g{zone}')"
        + $" ELSE strftime({operand}, '{format}.%f{zone}') END";

    private static bool IsAllowed(SqlType from, SqlType to)
    {
        if (from.Equals(to))
        {
            return true;
        }

        if (from.IsArray && to.IsArray)
        {
            return IsAllowed(from.ElementType!, to.ElementType!);
        }

        return from.IsStruct && to.IsStruct
            ? from.Fields.Count == to.Fields.Count && from.Fields.Zip(to.Fields).All(pair => IsAllowed(pair.First.Type, pair.Second.Type))
            : Template(from.Kind, to.Kind) is not null;
    }
}
