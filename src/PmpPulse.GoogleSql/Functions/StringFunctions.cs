using PmpPulse.GoogleSql.Bound;
using PmpPulse.GoogleSql.DuckDb;
using static PmpPulse.GoogleSql.DuckDb.Slots;

namespace PmpPulse.GoogleSql.Functions;

/// <summary>
/// <see href="https://cloud.google.com/bigquery/docs/reference/standard-sql/string_functions">String functions</see>. Positions count
/// characters.
/// </summary>
internal static class StringFunctions
{
    // Unicode white space, which TRIM removes by default; DuckDB's removes only blanks
    private static readonly Sql WhiteSpace =
        $"' ' || chr(9) || chr(10) || chr(11) || chr(12) || chr(13) || chr(133) || chr(160) || chr(5760) || chr(8192) || chr(8193) || chr(8194)"
        + $" || chr(8195) || chr(8196) || chr(8197) || chr(8198) || chr(8199) || chr(8200) || chr(8201) || chr(8202) || chr(8232) || chr(8233)"
        + $" || chr(8239) || chr(8287) || chr(12288)";

    private const string WordEnds = @"\s\[\](){}/|<>!?@\x22^#$&~_,.:;*%+\-";

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
        table.Scalar("LENGTH(STRING) -> INT64", $"length({A})");
        table.Scalar("LENGTH(BYTES) -> INT64", $"octet_length({A})");
        table.Scalar("CHAR_LENGTH(STRING) -> INT64", $"length({A})");
        table.Alias("CHARACTER_LENGTH", "CHAR_LENGTH");
        table.Scalar("BYTE_LENGTH(STRING) -> INT64", $"strlen({A})");
        table.Scalar("BYTE_LENGTH(BYTES) -> INT64", $"octet_length({A})");
        table.Alias("OCTET_LENGTH", "BYTE_LENGTH");
    }

    private static void Parts(FunctionTable table)
    {
        // position 0 means 1, and a position before the start means the start; DuckDB counts the missing characters
        Template from = $"CASE WHEN {B} > 0 THEN {B} WHEN {B} = 0 OR -{B} > length({A}) THEN 1 ELSE length({A}) + {B} + 1 END";
        foreach (var name in (ReadOnlySpan<string>)["SUBSTR", "SUBSTRING"])
        {
            table.Scalar($"{name}(STRING, INT64) -> STRING", $"substring({A}, {from})");
            table.Scalar(
                $"{name}(STRING, INT64, INT64) -> STRING",
                $"CASE WHEN {C} < 0 THEN {Fail($"Third argument in SUBSTR() cannot be negative")} ELSE substring({Claims.Memory(name, A, $"1", cap: $"4 * {C}")}, {from}, {C}) END",
                memory: CallMemory.ClaimedWithin);
        }

        table.Scalar(
            "LEFT(STRING, INT64) -> STRING",
            $"CASE WHEN {B} < 0 THEN {Fail($"Second argument in LEFT() cannot be negative")} ELSE left({Claims.Memory("LEFT", A, $"1", cap: $"4 * {B}")}, {B}) END",
            memory: CallMemory.ClaimedWithin);
        table.Scalar(
            "RIGHT(STRING, INT64) -> STRING",
            $"CASE WHEN {B} < 0 THEN {Fail($"Second argument in RIGHT() cannot be negative")} ELSE right({Claims.Memory("RIGHT", A, $"1", cap: $"4 * {B}")}, {B}) END",
            memory: CallMemory.ClaimedWithin);
        table.Scalar("SPLIT(STRING) -> ARRAY<STRING>", $"string_split({Claims.Memory("SPLIT", A, $"33")}, ',')");
        table.Scalar("SPLIT(STRING, STRING) -> ARRAY<STRING>", $"CASE WHEN {B} IS NOT NULL THEN string_split({Claims.Memory("SPLIT", MatchCost.ForSearch("SPLIT"), $"1 + 32 // greatest(strlen({B}), 1)")}, {B}) END",
            memory: CallMemory.ClaimedWithin);
    }

    private static void Changes(FunctionTable table)
    {
        table.Special("CONCAT", ConcatBinder.Bind);
        table.Scalar("LOWER(STRING) -> STRING", $"lower({A})");
        table.Scalar("UPPER(STRING) -> STRING", $"upper({A})");
        table.Scalar("REVERSE(STRING) -> STRING", $"reverse({A})");
        table.Scalar("REPEAT(STRING, INT64) -> STRING", $"CASE WHEN {B} < 0 THEN {Fail($"The number of repetitions in REPEAT() cannot be negative")} "
            + $"WHEN {B} > 1048576 // NULLIF(strlen({A}), 0) THEN {Fail($"Output of REPEAT exceeds max allowed output size of 1MB")} ELSE repeat({Claims.Memory("REPEAT", A, B)}, {B}) END",
            memory: CallMemory.ClaimedWithin);
        table.Special("REPLACE", Growth.Replace);
        table.Scalar("TRANSLATE(STRING, STRING, STRING) -> STRING", $"translate({A}, {B}, {C})");
        table.Scalar("INITCAP(STRING) -> STRING", $@"array_to_string(list_transform(regexp_extract_all({Claims.Memory("INITCAP", A, $"60")}, {Sql.Text($"[^{WordEnds}]+|[{WordEnds}]+")}), lambda w: upper(left(w, 1)) || lower(substring(w, 2))), '')", memory: CallMemory.ClaimedWithin);
        foreach (var (name, function) in (ReadOnlySpan<(string, Sql)>)[("TRIM", $"trim"), ("LTRIM", $"ltrim"), ("RTRIM", $"rtrim")])
        {
            table.Scalar($"{name}(STRING) -> STRING", $"{function}({A}, {WhiteSpace})");
            table.Scalar($"{name}(STRING, STRING) -> STRING", $"{function}({A}, {B})");
        }

        foreach (var (name, function) in (ReadOnlySpan<(string, Sql)>)[("LPAD", $"lpad"), ("RPAD", $"rpad")])
        {
            Template check = $"CASE WHEN {B} < 0 THEN {Fail($"Second argument (output size) for LPAD/RPAD cannot be negative")} "
                + $"WHEN {B} > 1048576 THEN {Fail($"Output of LPAD/RPAD exceeds max allowed output size of 1MB")} ELSE ";
            table.Scalar(
                $"{name}(STRING, INT64) -> STRING",
                $"{check}{function}({Claims.Memory(name, A, added: B)}, CAST({B} AS INTEGER), ' ') END",
                memory: CallMemory.ClaimedWithin);
            table.Scalar(
                $"{name}(STRING, INT64, STRING) -> STRING",
                $"{check}{function}({Claims.Memory(name, A, added: $"{B} * (strlen({C}) // greatest(length({C}), 1) + 1)")}, CAST({B} AS INTEGER), {C}) END",
                memory: CallMemory.ClaimedWithin);
        }
    }

    private static void Searches(FunctionTable table)
    {
        table.Scalar("STARTS_WITH(STRING, STRING) -> BOOL", $"starts_with({A}, {B})");
        table.Scalar("ENDS_WITH(STRING, STRING) -> BOOL", $"ends_with({A}, {B})");
        table.Scalar("STRPOS(STRING, STRING) -> INT64", $"strpos({MatchCost.ForSearch("STRPOS")}, {B})");
        table.Scalar("INSTR(STRING, STRING) -> INT64", $"strpos({MatchCost.ForSearch("INSTR")}, {B})");
        table.Scalar("ASCII(STRING) -> INT64", $"CAST(ascii({A}) AS BIGINT)");
        table.Scalar("UNICODE(STRING) -> INT64", $"CASE WHEN {A} = '' THEN CAST(0 AS BIGINT) ELSE CAST(unicode({A}) AS BIGINT) END");
        table.Scalar("CHR(INT64) -> STRING", $"chr(CAST({A} AS INTEGER))");
        table.Scalar("EDIT_DISTANCE(STRING, STRING) -> INT64", $"levenshtein({MatchCost.ForEditDistance("EDIT_DISTANCE")}, {B})");
    }

    private static void Bytes(FunctionTable table)
    {
        table.Scalar("TO_BASE64(BYTES) -> STRING", $"to_base64({Claims.Memory("TO_BASE64", A, $"2")})", memory: CallMemory.ClaimedWithin);
        table.Scalar("FROM_BASE64(STRING) -> BYTES", $"from_base64({A})");
        table.Scalar("TO_HEX(BYTES) -> STRING", $"lower(hex({Claims.Memory("TO_HEX", A, $"4")}))", memory: CallMemory.ClaimedWithin);
        table.Scalar("FROM_HEX(STRING) -> BYTES", $"unhex({A})");

        // DuckDB writes "?" for invalid UTF-8, BigQuery U+FFFD: real question marks are temporarily replaced by chr(1)
        table.Scalar(
            "SAFE_CONVERT_BYTES_TO_STRING(BYTES) -> STRING",
            $@"COALESCE(TRY(decode({A})), replace(replace(decode(unhex(replace(replace(regexp_replace(hex({Claims.Memory("SAFE_CONVERT_BYTES_TO_STRING", A, $"16")}), '(..)', '\1 ', 'g'), '3F', '01'), ' ', '')), 'replace'), '?', chr(65533)), chr(1), '?'))",
            memory: CallMemory.ClaimedWithin);
        table.Scalar(
            "CODE_POINTS_TO_STRING(ARRAY<INT64>) -> STRING",
            $"array_to_string(list_transform({Claims.Memory("CODE_POINTS_TO_STRING", A, $"3")}, lambda c: chr(CAST(c AS INTEGER))), '')",
            memory: CallMemory.ClaimedWithin);
        table.Scalar(
            "TO_CODE_POINTS(STRING) -> ARRAY<INT64>",
            $"CASE WHEN {A} = '' THEN CAST([] AS BIGINT[]) ELSE list_transform(string_split({Claims.Memory("TO_CODE_POINTS", A, $"64")}, ''), lambda c: CAST(unicode(c) AS BIGINT)) END",
            memory: CallMemory.ClaimedWithin);
    }

    private static void RegularExpressions(FunctionTable table)
    {
        table.Special("REGEXP_CONTAINS", RegexpBinder.Contains);
        table.Special("REGEXP_REPLACE", Growth.RegexpReplace);
        table.Special("REGEXP_EXTRACT", static call => RegexpBinder.Extract(call));
        table.Alias("REGEXP_SUBSTR", "REGEXP_EXTRACT");
        table.Special("REGEXP_EXTRACT_ALL", static call => RegexpBinder.ExtractAll(call));
    }
}
