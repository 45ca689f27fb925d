namespace PmpPulse.GoogleSql.Functions;

/// <summary>
/// The operators as functions, by
/// <see href="https://cloud.google.com/bigquery/docs/reference/standard-sql/operators">the reference</see>.
/// </summary>
internal static class OperatorFunctions
{
    public static void Declare(FunctionTable table)
    {
        Arithmetic(table);
        Bitwise(table);
        Comparison(table);
        Logic(table);
        Dates(table);
        table.Scalar("||(STRING...) -> STRING", "({*| || })");
        table.Scalar("||(BYTES...) -> BYTES", "({*| || })");
        table.Scalar("||(ARRAY<T>...) -> ARRAY<T>", "({*| || })");
    }

    private static void Arithmetic(FunctionTable table)
    {
        foreach (var type in (ReadOnlySpan<string>)["INT64", "FLOAT64", "NUMERIC"])
        {
            table.Scalar($"+({type}, {type}) -> {type}", "({0} + {1})");
            table.Scalar($"-({type}, {type}) -> {type}", "({0} - {1})");
            table.Scalar($"UNARY MINUS({type}) -> {type}", "(-{0})");
            table.Scalar($"UNARY PLUS({type}) -> {type}", "{0}");
        }

        table.Scalar("*(INT64, INT64) -> INT64", "({0} * {1})");
        table.Scalar("*(FLOAT64, FLOAT64) -> FLOAT64", "({0} * {1})");
        table.Scalar("*(NUMERIC, NUMERIC) -> NUMERIC", Numerics.Multiply);
        table.Scalar("/(FLOAT64, FLOAT64) -> FLOAT64", "CASE WHEN {1} = 0 THEN {!division by zero: {0} / {1}} ELSE {0} / {1} END");
        table.Scalar("/(NUMERIC, NUMERIC) -> NUMERIC", $"CASE WHEN {{1}} = 0 THEN {{!division by zero: {{0}} / {{1}}}} ELSE {Numerics.Divide} END");
    }

    private static void Bitwise(FunctionTable table)
    {
        table.Scalar("&(INT64, INT64) -> INT64", "({0} & {1})");
        table.Scalar("|(INT64, INT64) -> INT64", "({0} | {1})");
        table.Scalar("^(INT64, INT64) -> INT64", "xor({0}, {1})");
        table.Scalar("~(INT64) -> INT64", "(~{0})");

        // DuckDB refuses to shift a sign out; GoogleSQL shifts bits, and by 64 or more everything
        table.Scalar(
            "<<(INT64, INT64) -> INT64",
            "CASE WHEN {1} < 0 THEN {!Bitwise shift by negative offset.} WHEN {1} > 63 THEN CAST(0 AS BIGINT)"
            + " ELSE CAST(CAST(CAST({0} AS BIT) << CAST({1} AS INTEGER) AS BIT) AS BIGINT) END");
        table.Scalar(
            ">>(INT64, INT64) -> INT64",
            "CASE WHEN {1} < 0 THEN {!Bitwise shift by negative offset.} WHEN {1} > 63 THEN CAST(0 AS BIGINT)"
            + " ELSE CAST(CAST(CAST({0} AS BIT) >> CAST({1} AS INTEGER) AS BIT) AS BIGINT) END");
    }

    private static void Comparison(FunctionTable table)
    {
        foreach (var symbol in (ReadOnlySpan<string>)["=", "!=", "<", "<=", ">", ">=", "IS DISTINCT FROM", "IS NOT DISTINCT FROM"])
        {
            table.Scalar($"{symbol}(T, T) -> BOOL", $"({{0}} {symbol} {{1}})");
        }

        table.Scalar("BETWEEN(T, T, T) -> BOOL", "({0} BETWEEN {1} AND {2})");
        table.Scalar("IN(T...) -> BOOL", "({0} IN ({*1}))");
        table.Scalar(
            "IN UNNEST(T, ARRAY<T>) -> BOOL",
            "CASE WHEN {1} IS NULL OR len({1}) = 0 THEN false WHEN {0} IS NULL THEN NULL WHEN list_contains({1}, {0}) THEN true"
            + " WHEN list_bool_or(list_transform({1}, lambda e: e IS NULL)) THEN NULL ELSE false END");

        // DuckDB's LIKE knows no escape character unless told
        table.Scalar("LIKE(STRING, STRING) -> BOOL", @"({0} LIKE {1} ESCAPE '\')");
    }

    private static void Logic(FunctionTable table)
    {
        table.Scalar("AND(BOOL...) -> BOOL", "({*| AND })");
        table.Scalar("OR(BOOL...) -> BOOL", "({*| OR })");
        table.Scalar("NOT(BOOL) -> BOOL", "(NOT {0})");
    }

    private static void Dates(FunctionTable table)
    {
        table.Scalar("+(DATE, INT64) -> DATE", "({0} + CAST({1} AS INTEGER))");
        table.Scalar("+(INT64, DATE) -> DATE", "({1} + CAST({0} AS INTEGER))");
        table.Scalar("-(DATE, INT64) -> DATE", "({0} - CAST({1} AS INTEGER))");
        foreach (var (type, operand) in (ReadOnlySpan<(string, string)>)[("DATETIME", "DATETIME"), ("DATETIME", "DATE"), ("TIMESTAMP", "TIMESTAMP")])
        {
            table.Scalar($"+({operand}, INTERVAL) -> {type}", "(CAST({0} AS TIMESTAMP) + {1})");
            table.Scalar($"+(INTERVAL, {operand}) -> {type}", "(CAST({1} AS TIMESTAMP) + {0})");
            table.Scalar($"-({operand}, INTERVAL) -> {type}", "(CAST({0} AS TIMESTAMP) - {1})");
        }

        table.Scalar("-(TIMESTAMP, TIMESTAMP) -> INTERVAL", "to_microseconds(epoch_us({0}) - epoch_us({1}))");
        table.Scalar("-(DATETIME, DATETIME) -> INTERVAL", "to_microseconds(epoch_us({0}) - epoch_us({1}))");
        table.Scalar("-(DATE, DATE) -> INTERVAL", "to_days(CAST(date_diff('day', {1}, {0}) AS INTEGER))");
        table.Scalar("+(INTERVAL, INTERVAL) -> INTERVAL", "({0} + {1})");
        table.Scalar("-(INTERVAL, INTERVAL) -> INTERVAL", "({0} - {1})");
    }
}
