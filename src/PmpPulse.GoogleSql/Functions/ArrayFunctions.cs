using PmpPulse.GoogleSql.Bound;
using PmpPulse.GoogleSql.DuckDb;
using PmpPulse.GoogleSql.Types;
using static PmpPulse.GoogleSql.DuckDb.Slots;

namespace PmpPulse.GoogleSql.Functions;

/// <summary><see href="https://cloud.google.com/bigquery/docs/reference/standard-sql/array_functions">Array functions</see>.</summary>
internal static class ArrayFunctions
{
    /// <summary>Elements of a generated array. DuckDB ignores its memory limit for them: unnesting 200 million takes 24 GB.</summary>
    public const int MaxElements = 1024 * 1024;

    public static void Declare(FunctionTable table)
    {
        table.Scalar("ARRAY_LENGTH(ARRAY<T>) -> INT64", $"len({A})");
        table.Scalar("ARRAY_CONCAT(ARRAY<T>...) -> ARRAY<T>", Joined("ARRAY_CONCAT"), joins: true);
        table.Scalar("ARRAY_REVERSE(ARRAY<T>) -> ARRAY<T>", $"list_reverse({A})");
        table.Scalar(
            "ARRAY_FIRST(ARRAY<T>) -> T",
            $"CASE WHEN len({A}) = 0 THEN {Fail($"ARRAY_FIRST cannot get the first element of an empty array")} ELSE ({A})[1] END");
        table.Scalar(
            "ARRAY_LAST(ARRAY<T>) -> T",
            $"CASE WHEN len({A}) = 0 THEN {Fail($"ARRAY_LAST cannot get the last element of an empty array")} ELSE ({A})[-1] END");

        table.Special("ARRAY_TO_STRING", Growth.ArrayToString);
        Generators(table);
    }

    private static void Generators(FunctionTable table)
    {
        table.Scalar(
            "GENERATE_ARRAY(INT64, INT64) -> ARRAY<INT64>",
            $"CASE WHEN {B} - {A} >= {Sql.Number(MaxElements)} THEN {Fail($"GENERATE_ARRAY produced too many elements")} ELSE generate_series({Claims.Memory("GENERATE_ARRAY", A, added: $"16 * greatest({B} - {A} + 1, 0)")}, {B}) END",
            memory: CallMemory.ClaimedWithin);
        table.Scalar(
            "GENERATE_ARRAY(INT64, INT64, INT64) -> ARRAY<INT64>",
            $"CASE WHEN {C} = 0 THEN {Fail($"Sequence step cannot be 0.")} WHEN ({B} - {A}) // {C} >= {Sql.Number(MaxElements)} THEN {Fail($"GENERATE_ARRAY produced too many elements")}"
            + $" ELSE generate_series({Claims.Memory("GENERATE_ARRAY", A, added: $"16 * greatest(({B} - {A}) // {C} + 1, 0)")}, {B}, {C}) END",
            memory: CallMemory.ClaimedWithin);
        table.Special("GENERATE_DATE_ARRAY", static call => SeriesBinder.Bind(call, SqlType.Date));
        table.Special("GENERATE_TIMESTAMP_ARRAY", static call => SeriesBinder.Bind(call, SqlType.Timestamp));
    }
}
