namespace PmpPulse.GoogleSql.Functions;

/// <summary><see href="https://cloud.google.com/bigquery/docs/reference/standard-sql/string_functions">String functions</see>; positions count characters.</summary>
internal static class StringFunctions
{
    // what Unicode calls white space, which TRIM without a set of its own removes; DuckDB's removes blanks only
    private const string WhiteSpace =
        @"' ' || chr(9) || chr(10) || chr(11) || chr(12) || chr(13) || chr(133) || chr(160) || chr(5760) || chr(8192) || chr(8193) || chr(8194)"
        + @" || chr(8195) || chr(8196) || chr(8197) || chr(8198) || chr(8199) || chr(8200) || chr(8201) || chr(8202) || chr(8232) || chr(8233)"
        + @" || chr(8239) || chr(8287) || chr(12288)";

    private const string WordEnds = @"\s\[\](){{}}/|<>!?@\x22^#$&~_,.:;*%+\-";

    public static void Declare(FunctionTable table)
    {
        Lengths(table);
        Parts(table);
        Changes(table);
        Searches(table);
        Bytes(table);
        RegularExpressions(table);
        table.Special("FORMAT", PrintfBinder.Bind);
    }

    private static void Lengths(FunctionTable table)
    {
        table.Scalar("LENGTH(STRING) -> INT64", "length({0})");
        table.Scalar("LENGTH(BYTES) -> INT64", "octet_length({0})");
        table.Scalar("CHAR_LENGTH(STRING) -> INT64", "length({0})");
        table.Alias("CHARACTER_LENGTH", "CHAR_LENGTH");
        table.Scalar("BYTE_LENGTH(STRING) -> INT64", "strlen({0})");
        table.Scalar("BYTE_LENGTH(BYTES) -> INT64", "octet_length({0})");
        table.Alias("OCTET_LENGTH", "BYTE_LENGTH");
    }

    private static void Parts(FunctionTable table)
    {
        // position 0 is 1, one before the start is the start; DuckDB counts on into nothing there
        const string From = "CASE WHEN {1} > 0 THEN {1} WHEN {1} = 0 OR -{1} > length({0}) THEN 1 ELSE length({0}) + {1} + 1 END";
        foreach (var name in (ReadOnlySpan<string>)["SUBSTR", "SUBSTRING"])
        {
            table.Scalar($"{name}(STRING, INT64) -> STRING", $"substring({{0}}, {From})");
            table.Scalar($"{name}(STRING, INT64, INT64) -> STRING", $"CASE WHEN {{2}} < 0 THEN {{!Third argument in SUBSTR() cannot be negative}} ELSE substring({{0}}, {From}, {{2}}) END");
        }

        table.Scalar("LEFT(STRING, INT64) -> STRING", "CASE WHEN {1} < 0 THEN {!Second argument in LEFT() cannot be negative} ELSE left({0}, {1}) END");
        table.Scalar("RIGHT(STRING, INT64) -> STRING", "CASE WHEN {1} < 0 THEN {!Second argument in RIGHT() cannot be negative} ELSE right({0}, {1}) END");
        table.Scalar("SPLIT(STRING) -> ARRAY<STRING>", "string_split({0}, ',')");
        table.Scalar("SPLIT(STRING, STRING) -> ARRAY<STRING>", "CASE WHEN {1} IS NOT NULL THEN string_split({0}, {1}) END");
    }

    private static void Changes(FunctionTable table)
    {
        table.Special("CONCAT", ConcatBinder.Bind);
        table.Scalar("LOWER(STRING) -> STRING", "lower({0})");
        table.Scalar("UPPER(STRING) -> STRING", "upper({0})");
        table.Scalar("REVERSE(STRING) -> STRING", "reverse({0})");
        table.Scalar("REPEAT(STRING, INT64) -> STRING", "CASE WHEN {1} < 0 THEN {!The number of repetitions in REPEAT() cannot be negative} "
            + "WHEN {1} > 1048576 // NULLIF(strlen({0}), 0) THEN {!Output of REPEAT exceeds max allowed output size of 1MB} ELSE repeat({0}, {1}) END");
        table.Scalar("REPLACE(STRING, STRING, STRING) -> STRING", "CASE WHEN {1} = '' THEN {0} ELSE replace({0}, {1}, {2}) END");
        table.Scalar("TRANSLATE(STRING, STRING, STRING) -> STRING", "translate({0}, {1}, {2})");
        table.Scalar("INITCAP(STRING) -> STRING", @"array_to_string(list_transform(regexp_extract_all({0}, '[^" + WordEnds + "]+|[" + WordEnds + "]+'), lambda w: upper(left(w, 1)) || lower(substring(w, 2))), '')");
        foreach (var (name, function) in (ReadOnlySpan<(string, string)>)[("TRIM", "trim"), ("LTRIM", "ltrim"), ("RTRIM", "rtrim")])
        {
            table.Scalar($"{name}(STRING) -> STRING", $"{function}({{0}}, {WhiteSpace})");
            table.Scalar($"{name}(STRING, STRING) -> STRING", $"{function}({{0}}, {{1}})");
        }

        foreach (var (name, function) in (ReadOnlySpan<(string, string)>)[("LPAD", "lpad"), ("RPAD", "rpad")])
        {
            const string Check = "CASE WHEN {1} < 0 THEN {!Second argument (output size) for LPAD/RPAD cannot be negative} "
                + "WHEN {1} > 1048576 THEN {!Output of LPAD/RPAD exceeds max allowed output size of 1MB} ELSE ";
            table.Scalar($"{name}(STRING, INT64) -> STRING", $"{Check}{function}({{0}}, CAST({{1}} AS INTEGER), ' ') END");
            table.Scalar($"{name}(STRING, INT64, STRING) -> STRING", $"{Check}{function}({{0}}, CAST({{1}} AS INTEGER), {{2}}) END");
        }
    }

    private static void Searches(FunctionTable table)
    {
        table.Scalar("STARTS_WITH(STRING, STRING) -> BOOL", "starts_with({0}, {1})");
        table.Scalar("ENDS_WITH(STRING, STRING) -> BOOL", "ends_with({0}, {1})");
        table.Scalar("STRPOS(STRING, STRING) -> INT64", "strpos({0}, {1})");
        table.Scalar("INSTR(STRING, STRING) -> INT64", "strpos({0}, {1})");
        table.Scalar("ASCII(STRING) -> INT64", "CAST(ascii({0}) AS BIGINT)");
        table.Scalar("UNICODE(STRING) -> INT64", "CASE WHEN {0} = '' THEN CAST(0 AS BIGINT) ELSE CAST(unicode({0}) AS BIGINT) END");
        table.Scalar("CHR(INT64) -> STRING", "chr(CAST({0} AS INTEGER))");
        table.Scalar("EDIT_DISTANCE(STRING, STRING) -> INT64", "levenshtein({0}, {1})");
    }

    private static void Bytes(FunctionTable table)
    {
        table.Scalar("TO_BASE64(BYTES) -> STRING", "to_base64({0})");
        table.Scalar("FROM_BASE64(STRING) -> BYTES", "from_base64({0})");
        table.Scalar("TO_HEX(BYTES) -> STRING", "lower(hex({0}))");
        table.Scalar("FROM_HEX(STRING) -> BYTES", "unhex({0})");

        // DuckDB puts "?" where the bytes are no UTF-8, BigQuery U+FFFD: real question marks step aside as chr(1) meanwhile
        table.Scalar(
            "SAFE_CONVERT_BYTES_TO_STRING(BYTES) -> STRING",
            @"COALESCE(TRY(decode({0})), replace(replace(decode(unhex(replace(replace(regexp_replace(hex({0}), '(..)', '\1 ', 'g'), '3F', '01'), ' ', '')), 'replace'), '?', chr(65533)), chr(1), '?'))");
        table.Scalar("CODE_POINTS_TO_STRING(ARRAY<INT64>) -> STRING", "array_to_string(list_transform({0}, lambda c: chr(CAST(c AS INTEGER))), '')");
        table.Scalar("TO_CODE_POINTS(STRING) -> ARRAY<INT64>", "CASE WHEN {0} = '' THEN CAST([] AS BIGINT[]) ELSE list_transform(string_split({0}, ''), lambda c: CAST(unicode(c) AS BIGINT)) END");
    }

    private static void RegularExpressions(FunctionTable table)
    {
        // both engines are RE2
        table.Scalar("REGEXP_CONTAINS(STRING, STRING) -> BOOL", "regexp_matches({0}, {1})");
        table.Scalar("REGEXP_REPLACE(STRING, STRING, STRING) -> STRING", "regexp_replace({0}, {1}, {2}, 'g')");
        table.Special("REGEXP_EXTRACT", static call => RegexpBinder.Extract(call));
        table.Alias("REGEXP_SUBSTR", "REGEXP_EXTRACT");
        table.Special("REGEXP_EXTRACT_ALL", static call => RegexpBinder.ExtractAll(call));
    }
}
