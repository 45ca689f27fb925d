namespace PmpPulse.GoogleSql.Functions;

/// <summary>
/// <see href="https://cloud.google.com/bigquery/docs/reference/standard-sql/json_functions">JSON functions</see>, over JSON
/// values and over strings that hold JSON.
/// </summary>
internal static class JsonFunctions
{
    public static void Declare(FunctionTable table)
    {
        table.Special("JSON_VALUE", static call => JsonBinder.Path(call, JsonBinder.Scalar, SqlType.String, isLegacy: false));
        table.Special("JSON_EXTRACT_SCALAR", static call => JsonBinder.Path(call, JsonBinder.Scalar, SqlType.String, isLegacy: true));
        table.Special("JSON_QUERY", static call => JsonBinder.Path(call, JsonBinder.Document, null, isLegacy: false));
        table.Special("JSON_EXTRACT", static call => JsonBinder.Path(call, JsonBinder.Document, null, isLegacy: true));
        table.Special("JSON_VALUE_ARRAY", static call => JsonBinder.Path(call, JsonBinder.Scalars, SqlType.ArrayOf(SqlType.String), isLegacy: false));
        table.Special("JSON_EXTRACT_STRING_ARRAY", static call => JsonBinder.Path(call, JsonBinder.Scalars, SqlType.ArrayOf(SqlType.String), isLegacy: true));
        table.Special("JSON_QUERY_ARRAY", static call => JsonBinder.Path(call, JsonBinder.Documents, null, isLegacy: false, isArray: true));
        table.Special("JSON_EXTRACT_ARRAY", static call => JsonBinder.Path(call, JsonBinder.Documents, null, isLegacy: true, isArray: true));
        table.Special("TO_JSON_STRING", static call => ToJsonBinder.Bind(call, SqlType.String));
        table.Special("TO_JSON", static call => ToJsonBinder.Bind(call, SqlType.Json));
        table.Scalar("PARSE_JSON(STRING) -> JSON", "json({0})");
        table.Scalar(
            "JSON_TYPE(JSON) -> STRING",
            "CASE json_type({0}) WHEN 'OBJECT' THEN 'object' WHEN 'ARRAY' THEN 'array' WHEN 'VARCHAR' THEN 'string' WHEN 'BOOLEAN' THEN 'boolean'"
            + " WHEN 'NULL' THEN 'null' ELSE CASE WHEN {0} IS NOT NULL THEN 'number' END END");
        Conversions(table);
    }

    private static void Conversions(FunctionTable table)
    {
        const string Number = "json_type({0}) IN ('BIGINT', 'UBIGINT', 'HUGEINT', 'UHUGEINT', 'DOUBLE')";
        const string Text = "json_extract_string({0}, '$')";

        // the strict ones fail on another type, the LAX ones give NULL or convert
        table.Scalar(
            "INT64(JSON) -> INT64",
            $"CASE WHEN {Number} AND CAST({Text} AS DOUBLE) = trunc(CAST({Text} AS DOUBLE)) THEN CAST({Text} AS BIGINT) WHEN {{0}} IS NOT NULL THEN {{!The provided JSON input is not an integer}} END");
        table.Scalar("FLOAT64(JSON) -> FLOAT64", $"CASE WHEN {Number} THEN CAST({Text} AS DOUBLE) WHEN {{0}} IS NOT NULL THEN {{!The provided JSON input is not a number}} END");
        table.Scalar("STRING(JSON) -> STRING", $"CASE WHEN json_type({{0}}) = 'VARCHAR' THEN {Text} WHEN {{0}} IS NOT NULL THEN {{!The provided JSON input is not a string}} END");
        table.Scalar("BOOL(JSON) -> BOOL", $"CASE WHEN json_type({{0}}) = 'BOOLEAN' THEN CAST({Text} AS BOOLEAN) WHEN {{0}} IS NOT NULL THEN {{!The provided JSON input is not a boolean}} END");
        table.Scalar(
            "LAX_INT64(JSON) -> INT64",
            $"CASE WHEN json_type({{0}}) = 'BOOLEAN' THEN CAST(CAST({Text} AS BOOLEAN) AS BIGINT) WHEN {Number} OR json_type({{0}}) = 'VARCHAR'"
            + $" THEN COALESCE(CASE WHEN regexp_full_match({Text}, '[+-]?[0-9]+') THEN TRY_CAST({Text} AS BIGINT) END, TRY_CAST(round(TRY_CAST({Text} AS DOUBLE)) AS BIGINT)) END");
        table.Scalar(
            "LAX_FLOAT64(JSON) -> FLOAT64",
            $"CASE WHEN {Number} OR json_type({{0}}) = 'VARCHAR' THEN TRY_CAST({Text} AS DOUBLE) END");
        table.Scalar("LAX_STRING(JSON) -> STRING", $"CASE WHEN json_type({{0}}) IN ('VARCHAR', 'BOOLEAN') OR {Number} THEN {Text} END");
        table.Scalar(
            "LAX_BOOL(JSON) -> BOOL",
            $"CASE WHEN json_type({{0}}) = 'BOOLEAN' THEN CAST({Text} AS BOOLEAN) WHEN {Number} THEN CAST({Text} AS DOUBLE) <> 0"
            + $" WHEN json_type({{0}}) = 'VARCHAR' AND lower({Text}) IN ('true', 'false') THEN lower({Text}) = 'true' END");
    }
}
