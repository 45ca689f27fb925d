using PmpPulse.GoogleSql.DuckDb;
using static PmpPulse.GoogleSql.DuckDb.Slots;

namespace PmpPulse.GoogleSql.Functions;

/// <summary>
/// <see href="https://cloud.google.com/bigquery/docs/reference/standard-sql/operators">Operators</see>, defined as functions.
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
        table.Scalar("||(STRING...) -> STRING", Joined("CONCAT"), joins: true);
        table.Scalar("||(BYTES...) -> BYTES", Joined("CONCAT"), joins: true);
        table.Scalar("||(ARRAY<T>...) -> ARRAY<T>", Joined("ARRAY_CONCAT"), joins: true);
    }

    private static void Arithmetic(FunctionTable table)
    {
        foreach (var type in (ReadOnlySpan<string>)["INT64", "FLOAT64", "NUMERIC"])
        {
            table.Scalar($"+({type}, {type}) -> {type}", $"({A} + {B})");
            table.Scalar($"-({type}, {type}) -> {type}", $"({A} - {B})");
            table.Scalar($"UNARY MINUS({type}) -> {type}", $"(-{A})");
            table.Scalar($"UNARY PLUS({type}) -> {type}", $"{A}");
        }

        table.Scalar("*(INT64, INT64) -> INT64", $"({A} * {B})");
        table.Scalar("*(FLOAT64, FLOAT64) -> FLOAT64", $"({A} * {B})");
        table.Scalar("*(NUMERIC, NUMERIC) -> NUMERIC", Numerics.Multiply);
        table.Scalar("/(FLOAT64, FLOAT64) -> FLOAT64", $"CASE WHEN {B} = 0 THEN {Fail($"division by zero: {A} / {B}")} ELSE {A} / {B} END");
        table.Scalar(
            "/(NUMERIC, NUMERIC) -> NUMERIC", $"CASE WHEN {B} = 0 THEN {Fail($"division by zero: {A} / {B}")} ELSE {Numerics.Divide} END");
    }

    private static void Bitwise(FunctionTable table)
    {
        table.Scalar("&(INT64, INT64) -> INT64", $"({A} & {B})");
        table.Scalar("|(INT64, INT64) -> INT64", $"({A} | {B})");
        table.Scalar("^(INT64, INT64) -> INT64", $"xor({A}, {B})");
        table.Scalar("~(INT64) -> INT64", $"(~{A})");

        // DuckDB refuses to shift the sign bit out; GoogleSQL allows it, and a shift by 64 or more yields 0
        table.Scalar(
            "<<(INT64, INT64) -> INT64",
            $"CASE WHEN {B} < 0 THEN {Fail($"Bitwise shift by negative offset.")} WHEN {B} > 63 THEN CAST(0 AS BIGINT)"
            + $" ELSE CAST(CAST(CAST({A} AS BIT) << CAST({B} AS INTEGER) AS BIT) AS BIGINT) END");
        table.Scalar(
            ">>(INT64, INT64) -> INT64",
            $"CASE WHEN {B} < 0 THEN {Fail($"Bitwise shift by negative offset.")} WHEN {B} > 63 THEN CAST(0 AS BIGINT)"
            + $" ELSE CAST(CAST(CAST({A} AS BIT) >> CAST({B} AS INTEGER) AS BIT) AS BIGINT) END");
    }

    private static void Comparison(FunctionTable table)
    {
        ReadOnlySpan<Sql> symbols = [$"=", $"!=", $"<", $"<=", $">", $">=", $"IS DISTINCT FROM", $"IS NOT DISTINCT FROM"];
        foreach (var symbol in symbols) table.Scalar($"{symbol}(T, T) -> BOOL", $"({A} {symbol} {B})");

        table.Scalar("BETWEEN(T, T, T) -> BOOL", $"({A} BETWEEN {B} AND {C})");
        table.Scalar("IN(T...) -> BOOL", $"({A} IN ({Rest}))");
        table.Scalar(
            "IN UNNEST(T, ARRAY<T>) -> BOOL",
            $"CASE WHEN {B} IS NULL OR len({B}) = 0 THEN false WHEN {A} IS NULL THEN NULL WHEN list_contains({B}, {A}) THEN true"
            + $" WHEN list_bool_or(list_transform({B}, lambda e: e IS NULL)) THEN NULL ELSE false END");

        // only for error messages; LikeBinder binds the call
        table.Scalar("LIKE(STRING, STRING) -> BOOL", $"({A} LIKE {B})");
    }

    private static void Logic(FunctionTable table)
    {
        table.Scalar("AND(BOOL...) -> BOOL", $"({AllBetween($" AND ")})");
        table.Scalar("OR(BOOL...) -> BOOL", $"({AllBetween($" OR ")})");
        table.Scalar("NOT(BOOL) -> BOOL", $"(NOT {A})");
    }

    private static void Dates(FunctionTable table)
    {
        table.Scalar("+(DATE, INT64) -> DATE", $"({A} + CAST({B} AS INTEGER))");
        table.Scalar("+(INT64, DATE) -> DATE", $"({B} + CAST({A} AS INTEGER))");
        table.Scalar("-(DATE, INT64) -> DATE", $"({A} - CAST({B} AS INTEGER))");
        foreach (var (type, operand) in (ReadOnlySpan<(string, string)>)[("DATETIME", "DATETIME"), ("DATETIME", "DATE"), ("TIMESTAMP", "TIMESTAMP")])
        {
            table.Scalar($"+({operand}, INTERVAL) -> {type}", $"(CAST({A} AS TIMESTAMP) + {B})");
            table.Scalar($"+(INTERVAL, {operand}) -> {type}", $"(CAST({B} AS TIMESTAMP) + {A})");
            table.Scalar($"-({operand}, INTERVAL) -> {type}", $"(CAST({A} AS TIMESTAMP) - {B})");
        }

        table.Scalar("-(TIMESTAMP, TIMESTAMP) -> INTERVAL", $"to_microseconds(epoch_us({A}) - epoch_us({B}))");
        table.Scalar("-(DATETIME, DATETIME) -> INTERVAL", $"to_microseconds(epoch_us({A}) - epoch_us({B}))");
        table.Scalar("-(DATE, DATE) -> INTERVAL", $"to_days(CAST(date_diff('day', {B}, {A}) AS INTEGER))");
        table.Scalar("+(INTERVAL, INTERVAL) -> INTERVAL", $"({A} + {B})");
        table.Scalar("-(INTERVAL, INTERVAL) -> INTERVAL", $"({A} - {B})");
    }
}
