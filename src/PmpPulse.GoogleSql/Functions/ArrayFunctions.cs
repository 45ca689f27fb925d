namespace PmpPulse.GoogleSql.Functions;

/// <summary><see href="https://cloud.google.com/bigquery/docs/reference/standard-sql/array_functions">Array functions</see>.</summary>
internal static class ArrayFunctions
{
    /// <summary>Most elements of a generated array: DuckDB takes memory for them whatever its limit, 24 GB for 200 million that are unnested.</summary>
    public const int MostElements = 1024 * 1024;

    public static void Declare(FunctionTable table)
    {
        table.Scalar("ARRAY_LENGTH(ARRAY<T>) -> INT64", "len({0})");
        table.Scalar("ARRAY_CONCAT(ARRAY<T>...) -> ARRAY<T>", "({*| || })");
        table.Scalar("ARRAY_REVERSE(ARRAY<T>) -> ARRAY<T>", "list_reverse({0})");
        table.Scalar("ARRAY_FIRST(ARRAY<T>) -> T", "CASE WHEN len({0}) = 0 THEN {!ARRAY_FIRST cannot get the first element of an empty array} ELSE ({0})[1] END");
        table.Scalar("ARRAY_LAST(ARRAY<T>) -> T", "CASE WHEN len({0}) = 0 THEN {!ARRAY_LAST cannot get the last element of an empty array} ELSE ({0})[-1] END");

        // DuckDB's passes NULLs over, as BigQuery's does without a text for them
        table.Scalar("ARRAY_TO_STRING(ARRAY<STRING>, STRING) -> STRING", "array_to_string({0}, {1})");
        table.Scalar(
            "ARRAY_TO_STRING(ARRAY<STRING>, STRING, STRING) -> STRING",
            "array_to_string(list_transform({0}, lambda e: COALESCE(e, {2})), {1})");
        Generators(table);
    }

    private static void Generators(FunctionTable table)
    {
        table.Scalar(
            "GENERATE_ARRAY(INT64, INT64) -> ARRAY<INT64>",
            $"CASE WHEN {{1}} - {{0}} >= {MostElements} THEN {{!GENERATE_ARRAY produced too many elements}} ELSE generate_series({{0}}, {{1}}) END");
        table.Scalar(
            "GENERATE_ARRAY(INT64, INT64, INT64) -> ARRAY<INT64>",
            $"CASE WHEN {{2}} = 0 THEN {{!Sequence step cannot be 0.}} WHEN ({{1}} - {{0}}) // {{2}} >= {MostElements} THEN {{!GENERATE_ARRAY produced too many elements}}"
            + " ELSE generate_series({0}, {1}, {2}) END");
        table.Special("GENERATE_DATE_ARRAY", static call => SeriesBinder.Bind(call, SqlType.Date));
        table.Special("GENERATE_TIMESTAMP_ARRAY", static call => SeriesBinder.Bind(call, SqlType.Timestamp));
    }
}
