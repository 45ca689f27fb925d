using PmpPulse.GoogleSql.DuckDb;
using static PmpPulse.GoogleSql.DuckDb.Slots;

namespace PmpPulse.GoogleSql.Functions;

/// <summary>
/// <see href="https://cloud.google.com/bigquery/docs/reference/standard-sql/mathematical_functions">Mathematical functions</see>.
/// </summary>
internal static class MathFunctions
{
    public static void Declare(FunctionTable table)
    {
        Signs(table);
        Rounding(table);
        Division(table);
        Real(table);
        table.Scalar("RAND() -> FLOAT64", $"random()", isVolatile: true);
    }

    private static void Signs(FunctionTable table)
    {
        table.Scalar("ABS(INT64) -> INT64", $"abs({A})");
        table.Scalar("ABS(FLOAT64) -> FLOAT64", $"abs({A})");
        table.Scalar("ABS(NUMERIC) -> NUMERIC", $"abs({A})");
        table.Scalar("SIGN(INT64) -> INT64", $"CAST(sign({A}) AS BIGINT)");
        table.Scalar("SIGN(FLOAT64) -> FLOAT64", $"CAST(sign({A}) AS DOUBLE)");
        table.Scalar("SIGN(NUMERIC) -> NUMERIC", $"CAST(sign({A}) AS DECIMAL(38,9))");
        table.Scalar("IS_INF(FLOAT64) -> BOOL", $"isinf({A})");
        table.Scalar("IS_NAN(FLOAT64) -> BOOL", $"isnan({A})");
    }

    private static void Rounding(FunctionTable table)
    {
        // both DuckDB and BigQuery round half away from zero
        table.Scalar("ROUND(FLOAT64) -> FLOAT64", $"round({A})");
        table.Scalar("ROUND(NUMERIC) -> NUMERIC", $"CAST(round({A}) AS DECIMAL(38,9))");
        table.Scalar("ROUND(FLOAT64, INT64) -> FLOAT64", $"round({A}, CAST({B} AS INTEGER))");
        table.Special("TRUNC", RoundingBinder.Bind);
        foreach (var (name, function) in (ReadOnlySpan<(string, Sql)>)[("FLOOR", $"floor"), ("CEIL", $"ceil"), ("CEILING", $"ceil")])
        {
            table.Scalar($"{name}(FLOAT64) -> FLOAT64", $"{function}({A})");
            table.Scalar($"{name}(NUMERIC) -> NUMERIC", $"CAST({function}({A}) AS DECIMAL(38,9))");
        }
    }

    private static void Division(FunctionTable table)
    {
        table.Scalar(
            "DIV(INT64, INT64) -> INT64", $"CASE WHEN {B} = 0 THEN {Fail($"division by zero: DIV({A}, {B})")} ELSE {A} // {B} END");
        table.Scalar("MOD(INT64, INT64) -> INT64", $"CASE WHEN {B} = 0 THEN {Fail($"division by zero: MOD({A}, {B})")} ELSE {A} % {B} END");
        table.Scalar(
            "MOD(NUMERIC, NUMERIC) -> NUMERIC",
            $"CASE WHEN {B} = 0 THEN {Fail($"division by zero: MOD({A}, {B})")} ELSE CAST({A} % {B} AS DECIMAL(38,9)) END");
        table.Scalar("SAFE_DIVIDE(FLOAT64, FLOAT64) -> FLOAT64", $"CASE WHEN {B} <> 0 THEN {A} / {B} END");
        table.Scalar("SAFE_DIVIDE(NUMERIC, NUMERIC) -> NUMERIC", $"CASE WHEN {B} <> 0 THEN {Numerics.Divide} END");
        table.Scalar(
            "IEEE_DIVIDE(FLOAT64, FLOAT64) -> FLOAT64",
            $"CASE WHEN {B} <> 0 OR {B} IS NULL THEN {A} / {B} WHEN {A} > 0 THEN CAST('inf' AS DOUBLE) WHEN {A} < 0 THEN CAST('-inf' AS DOUBLE)"
            + $" WHEN {A} IS NOT NULL THEN CAST('nan' AS DOUBLE) END");
        foreach (var (name, symbol) in (ReadOnlySpan<(string, Sql)>)[("ADD", $"+"), ("SUBTRACT", $"-"), ("MULTIPLY", $"*")])
        {
            table.Scalar($"SAFE_{name}(INT64, INT64) -> INT64", $"TRY({A} {symbol} {B})");
            table.Scalar($"SAFE_{name}(FLOAT64, FLOAT64) -> FLOAT64", $"({A} {symbol} {B})");
            table.Scalar($"SAFE_{name}(NUMERIC, NUMERIC) -> NUMERIC", $"TRY(CAST({A} {symbol} {B} AS DECIMAL(38,9)))");
        }

        table.Scalar("SAFE_NEGATE(INT64) -> INT64", $"TRY(-{A})");
        table.Scalar("SAFE_NEGATE(FLOAT64) -> FLOAT64", $"(-{A})");
    }

    private static void Real(FunctionTable table)
    {
        ReadOnlySpan<(string, Sql)> functions =
        [
            ("EXP", $"exp"), ("SIN", $"sin"), ("COS", $"cos"), ("TAN", $"tan"), ("ASIN", $"asin"), ("ACOS", $"acos"), ("ATAN", $"atan"),
            ("SINH", $"sinh"),
            ("COSH", $"cosh"), ("TANH", $"tanh"), ("ASINH", $"asinh"), ("ACOSH", $"acosh"), ("ATANH", $"atanh"), ("CBRT", $"cbrt"),
        ];
        foreach (var (name, function) in functions) table.Scalar($"{name}(FLOAT64) -> FLOAT64", $"{function}({A})");

        table.Scalar("ATAN2(FLOAT64, FLOAT64) -> FLOAT64", $"atan2({A}, {B})");
        table.Scalar(
            "SQRT(FLOAT64) -> FLOAT64", $"CASE WHEN {A} < 0 THEN {Fail($"Argument to SQRT cannot be negative: {A}")} ELSE sqrt({A}) END");
        table.Scalar("POW(FLOAT64, FLOAT64) -> FLOAT64", $"pow({A}, {B})");
        table.Alias("POWER", "POW");
        table.Scalar("LN(FLOAT64) -> FLOAT64", $"CASE WHEN {A} <= 0 THEN {Fail($"Invalid argument to LN: {A}")} ELSE ln({A}) END");
        table.Scalar("LOG(FLOAT64) -> FLOAT64", $"CASE WHEN {A} <= 0 THEN {Fail($"Invalid argument to LOG: {A}")} ELSE ln({A}) END");
        table.Scalar(
            "LOG(FLOAT64, FLOAT64) -> FLOAT64",
            $"CASE WHEN {A} <= 0 OR {B} <= 0 OR {B} = 1 THEN {Fail($"Invalid argument to LOG: {A}, {B}")} ELSE ln({A}) / ln({B}) END");
        table.Scalar("LOG10(FLOAT64) -> FLOAT64", $"CASE WHEN {A} <= 0 THEN {Fail($"Invalid argument to LOG10: {A}")} ELSE log10({A}) END");
    }
}
