using PmpPulse.GoogleSql.Bound;
using PmpPulse.GoogleSql.DuckDb;
using PmpPulse.GoogleSql.Types;
using static PmpPulse.GoogleSql.DuckDb.Slots;

namespace PmpPulse.GoogleSql.Functions;

/// <summary>
/// <see href="https://cloud.google.com/bigquery/docs/reference/standard-sql/json_functions">JSON functions</see>, for JSON values and for
/// strings that contain JSON.
/// </summary>
internal static class JsonFunctions
{
    public static void Declare(FunctionTable table)
    {
        table.Special("JSON_VALUE", static call => JsonBinder.Path(call, JsonBinder.Scalar, SqlType.String, isLegacy: false));
        table.Special("JSON_EXTRACT_SCALAR", static call => JsonBinder.Path(call, JsonBinder.Scalar, SqlType.String, isLegacy: true));
        table.Special("JSON_QUERY", static call => JsonBinder.Path(call, JsonBinder.Document, null, isLegacy: false));
        table.Special("JSON_EXTRACT", static call => JsonBinder.Path(call, JsonBinder.Document, null, isLegacy: true));
        table.Special(
            "JSON_VALUE_ARRAY", static call => JsonBinder.Path(call, JsonBinder.Scalars, SqlType.ArrayOf(SqlType.String), isLegacy: false));
        table.Special(
            "JSON_EXTRACT_STRING_ARRAY",
            static call => JsonBinder.Path(call, JsonBinder.Scalars, SqlType.ArrayOf(SqlType.String), isLegacy: true));
        table.Special("JSON_QUERY_ARRAY", static call => JsonBinder.Path(call, JsonBinder.Documents, null, isLegacy: false, isArray: true));
        table.Special(
            "JSON_EXTRACT_ARRAY", static call => JsonBinder.Path(call, JsonBinder.Documents, null, isLegacy: true, isArray: true));
        table.Special("TO_JSON_STRING", static call => ToJsonBinder.Bind(call, SqlType.String));
        table.Special("TO_JSON", static call => ToJsonBinder.Bind(call, SqlType.Json));
        table.Scalar("PARSE_JSON(STRING) -> JSON", $"json({A})");
        table.Scalar(
            "JSON_TYPE(JSON) -> STRING",
            $"CASE json_type({A}) WHEN 'OBJECT' THEN 'object' WHEN 'ARRAY' THEN 'array' WHEN 'VARCHAR' THEN 'string' WHEN 'BOOLEAN' THEN 'boolean'"
            + $" WHEN 'NULL' THEN 'null' ELSE CASE WHEN {A} IS NOT NULL THEN 'number' END END");
        Conversions(table);
    }

    private static void Conversions(FunctionTable table)
    {
        Template number = $"json_type({A}) IN ('BIGINT', 'UBIGINT', 'HUGEINT', 'UHUGEINT', 'DOUBLE')";
        Template text = $"json_extract_string({A}, '$')";

        // strict functions fail on other types; LAX ones convert, or return NULL
        table.Scalar(
            "INT64(JSON) -> INT64",
            $"CASE WHEN {number} AND CAST({text} AS DOUBLE) = trunc(CAST({text} AS DOUBLE)) THEN CAST({text} AS BIGINT) WHEN {A} IS NOT NULL THEN {Fail($"The provided JSON input is not an integer")} END");
        table.Scalar(
            "FLOAT64(JSON) -> FLOAT64",
            $"CASE WHEN {number} THEN CAST({text} AS DOUBLE) WHEN {A} IS NOT NULL THEN {Fail($"The provided JSON input is not a number")} END");
        table.Scalar(
            "STRING(JSON) -> STRING",
            $"CASE WHEN json_type({A}) = 'VARCHAR' THEN {text} WHEN {A} IS NOT NULL THEN {Fail($"The provided JSON input is not a string")} END",
            memory: CallMemory.None);
        table.Scalar(
            "BOOL(JSON) -> BOOL",
            $"CASE WHEN json_type({A}) = 'BOOLEAN' THEN CAST({text} AS BOOLEAN) WHEN {A} IS NOT NULL THEN {Fail($"The provided JSON input is not a boolean")} END");
        table.Scalar(
            "LAX_INT64(JSON) -> INT64",
            $"CASE WHEN json_type({A}) = 'BOOLEAN' THEN CAST(CAST({text} AS BOOLEAN) AS BIGINT) WHEN {number} OR json_type({A}) = 'VARCHAR'"
            + $" THEN COALESCE(CASE WHEN regexp_full_match({text}, '[+-]?[0-9]+') THEN TRY_CAST({text} AS BIGINT) END, TRY_CAST(round(TRY_CAST({text} AS DOUBLE)) AS BIGINT)) END");
        table.Scalar(
            "LAX_FLOAT64(JSON) -> FLOAT64",
            $"CASE WHEN {number} OR json_type({A}) = 'VARCHAR' THEN TRY_CAST({text} AS DOUBLE) END");
        table.Scalar(
            "LAX_STRING(JSON) -> STRING",
            $"CASE WHEN json_type({A}) IN ('VARCHAR', 'BOOLEAN') OR {number} THEN {text} END",
            memory: CallMemory.None);
        table.Scalar(
            "LAX_BOOL(JSON) -> BOOL",
            $"CASE WHEN json_type({A}) = 'BOOLEAN' THEN CAST({text} AS BOOLEAN) WHEN {number} THEN CAST({text} AS DOUBLE) <> 0"
            + $" WHEN json_type({A}) = 'VARCHAR' AND lower({text}) IN ('true', 'false') THEN lower({text}) = 'true' END");
    }
}
