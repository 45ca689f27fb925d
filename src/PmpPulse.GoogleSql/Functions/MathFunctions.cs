namespace PmpPulse.GoogleSql.Functions;

/// <summary><see href="https://cloud.google.com/bigquery/docs/reference/standard-sql/mathematical_functions">Mathematical functions</see>.</summary>
internal static class MathFunctions
{
    public static void Declare(FunctionTable table)
    {
        Signs(table);
        Rounding(table);
        Division(table);
        Real(table);
        table.Scalar("RAND() -> FLOAT64", "random()", isVolatile: true);
    }

    private static void Signs(FunctionTable table)
    {
        table.Scalar("ABS(INT64) -> INT64", "abs({0})");
        table.Scalar("ABS(FLOAT64) -> FLOAT64", "abs({0})");
        table.Scalar("ABS(NUMERIC) -> NUMERIC", "abs({0})");
        table.Scalar("SIGN(INT64) -> INT64", "CAST(sign({0}) AS BIGINT)");
        table.Scalar("SIGN(FLOAT64) -> FLOAT64", "CAST(sign({0}) AS DOUBLE)");
        table.Scalar("SIGN(NUMERIC) -> NUMERIC", "CAST(sign({0}) AS DECIMAL(38,9))");
        table.Scalar("IS_INF(FLOAT64) -> BOOL", "isinf({0})");
        table.Scalar("IS_NAN(FLOAT64) -> BOOL", "isnan({0})");
    }

    private static void Rounding(FunctionTable table)
    {
        // DuckDB's round is half away from zero, as BigQuery's
        table.Scalar("ROUND(FLOAT64) -> FLOAT64", "round({0})");
        table.Scalar("ROUND(NUMERIC) -> NUMERIC", "CAST(round({0}) AS DECIMAL(38,9))");
        table.Scalar("ROUND(FLOAT64, INT64) -> FLOAT64", "round({0}, CAST({1} AS INTEGER))");
        table.Special("TRUNC", static call => RoundingBinder.Bind(call, "trunc({0})"));
        foreach (var (name, function) in (ReadOnlySpan<(string, string)>)[("FLOOR", "floor"), ("CEIL", "ceil"), ("CEILING", "ceil")])
        {
            table.Scalar($"{name}(FLOAT64) -> FLOAT64", $"{function}({{0}})");
            table.Scalar($"{name}(NUMERIC) -> NUMERIC", $"CAST({function}({{0}}) AS DECIMAL(38,9))");
        }
    }

    private static void Division(FunctionTable table)
    {
        table.Scalar("DIV(INT64, INT64) -> INT64", "CASE WHEN {1} = 0 THEN {!division by zero: DIV({0}, {1})} ELSE {0} // {1} END");
        table.Scalar("MOD(INT64, INT64) -> INT64", "CASE WHEN {1} = 0 THEN {!division by zero: MOD({0}, {1})} ELSE {0} % {1} END");
        table.Scalar("MOD(NUMERIC, NUMERIC) -> NUMERIC", "CASE WHEN {1} = 0 THEN {!division by zero: MOD({0}, {1})} ELSE CAST({0} % {1} AS DECIMAL(38,9)) END");
        table.Scalar("SAFE_DIVIDE(FLOAT64, FLOAT64) -> FLOAT64", "CASE WHEN {1} <> 0 THEN {0} / {1} END");
        table.Scalar("SAFE_DIVIDE(NUMERIC, NUMERIC) -> NUMERIC", $"CASE WHEN {{1}} <> 0 THEN {Numerics.Divide} END");
        table.Scalar(
            "IEEE_DIVIDE(FLOAT64, FLOAT64) -> FLOAT64",
            "CASE WHEN {1} <> 0 OR {1} IS NULL THEN {0} / {1} WHEN {0} > 0 THEN CAST('inf' AS DOUBLE) WHEN {0} < 0 THEN CAST('-inf' AS DOUBLE)"
            + " WHEN {0} IS NOT NULL THEN CAST('nan' AS DOUBLE) END");
        foreach (var (name, symbol) in (ReadOnlySpan<(string, string)>)[("ADD", "+"), ("SUBTRACT", "-"), ("MULTIPLY", "*")])
        {
            table.Scalar($"SAFE_{name}(INT64, INT64) -> INT64", $"TRY({{0}} {symbol} {{1}})");
            table.Scalar($"SAFE_{name}(FLOAT64, FLOAT64) -> FLOAT64", $"({{0}} {symbol} {{1}})");
            table.Scalar($"SAFE_{name}(NUMERIC, NUMERIC) -> NUMERIC", $"TRY(CAST({{0}} {symbol} {{1}} AS DECIMAL(38,9)))");
        }

        table.Scalar("SAFE_NEGATE(INT64) -> INT64", "TRY(-{0})");
        table.Scalar("SAFE_NEGATE(FLOAT64) -> FLOAT64", "(-{0})");
    }

    private static void Real(FunctionTable table)
    {
        foreach (var name in (ReadOnlySpan<string>)["EXP", "SIN", "COS", "TAN", "ASIN", "ACOS", "ATAN", "SINH", "COSH", "TANH", "ASINH", "ACOSH", "ATANH", "CBRT"])
        {
            table.Scalar($"{name}(FLOAT64) -> FLOAT64", $"{name.ToLowerInvariant()}({{0}})");
        }

        table.Scalar("ATAN2(FLOAT64, FLOAT64) -> FLOAT64", "atan2({0}, {1})");
        table.Scalar("SQRT(FLOAT64) -> FLOAT64", "CASE WHEN {0} < 0 THEN {!Argument to SQRT cannot be negative: {0}} ELSE sqrt({0}) END");
        table.Scalar("POW(FLOAT64, FLOAT64) -> FLOAT64", "pow({0}, {1})");
        table.Alias("POWER", "POW");
        table.Scalar("LN(FLOAT64) -> FLOAT64", "CASE WHEN {0} <= 0 THEN {!Invalid argument to LN: {0}} ELSE ln({0}) END");
        table.Scalar("LOG(FLOAT64) -> FLOAT64", "CASE WHEN {0} <= 0 THEN {!Invalid argument to LOG: {0}} ELSE ln({0}) END");
        table.Scalar("LOG(FLOAT64, FLOAT64) -> FLOAT64", "CASE WHEN {0} <= 0 OR {1} <= 0 OR {1} = 1 THEN {!Invalid argument to LOG: {0}, {1}} ELSE ln({0}) / ln({1}) END");
        table.Scalar("LOG10(FLOAT64) -> FLOAT64", "CASE WHEN {0} <= 0 THEN {!Invalid argument to LOG10: {0}} ELSE log10({0}) END");
    }
}
