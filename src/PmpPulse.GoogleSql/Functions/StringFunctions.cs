using PmpPulse.GoogleSql.Emitting;
using static PmpPulse.GoogleSql.Emitting.Slots;

namespace PmpPulse.GoogleSql.Functions;

/// <summary><see href="https://cloud.google.com/bigquery/docs/reference/standard-sql/string_functions">String functions</see>; positions count characters.</summary>
internal static class StringFunctions
{
    // what Unicode calls white space, which TRIM without a set of its own removes; DuckDB's removes blanks only
    private static readonly Sql WhiteSpace =
        $"' ' || chr(9) || chr(10) || chr(11) || chr(12) || chr(13) || chr(133) || chr(160) || chr(5760) || chr(8192) || chr(8193) || chr(8194)"
        + $" || chr(8195) || chr(8196) || chr(8197) || chr(8198) || chr(8199) || chr(8200) || chr(8201) || chr(8202) || chr(8232) || chr(8233)"
        + $" || chr(8239) || chr(8287) || chr(12288)";

    private const string WordEnds = @"\s\[\](){}/|<>!?@\x22^#$&~_,.:;*%+\-";

    // the time is the product of the lengths, and a vector of 2,048 rows is not interrupted
    private static readonly Template EditDistance =
        $"list_transform([{A}], lambda l: list_transform([{B}], lambda r: CASE WHEN (strlen(l) + 1) * (strlen(r) + 1) > 1000000"
        + $" THEN {Fail($"Resources exceeded during query execution: the operands of EDIT_DISTANCE are too long")} ELSE levenshtein(l, r) END)[1])[1]";

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
        // position 0 is 1, one before the start is the start; DuckDB counts on into nothing there
        Template from = $"CASE WHEN {B} > 0 THEN {B} WHEN {B} = 0 OR -{B} > length({A}) THEN 1 ELSE length({A}) + {B} + 1 END";
        foreach (var name in (ReadOnlySpan<string>)["SUBSTR", "SUBSTRING"])
        {
            table.Scalar($"{name}(STRING, INT64) -> STRING", $"substring({A}, {from})");
            table.Scalar($"{name}(STRING, INT64, INT64) -> STRING", $"CASE WHEN {C} < 0 THEN {Fail($"Third argument in SUBSTR() cannot be negative")} ELSE substring({A}, {from}, {C}) END");
        }

        table.Scalar("LEFT(STRING, INT64) -> STRING", $"CASE WHEN {B} < 0 THEN {Fail($"Second argument in LEFT() cannot be negative")} ELSE left({A}, {B}) END");
        table.Scalar("RIGHT(STRING, INT64) -> STRING", $"CASE WHEN {B} < 0 THEN {Fail($"Second argument in RIGHT() cannot be negative")} ELSE right({A}, {B}) END");
        table.Scalar("SPLIT(STRING) -> ARRAY<STRING>", $"string_split({A}, ',')");
        table.Scalar("SPLIT(STRING, STRING) -> ARRAY<STRING>", $"CASE WHEN {B} IS NOT NULL THEN string_split({MatchCost.Searched("SPLIT")}, {B}) END");
    }

    private static void Changes(FunctionTable table)
    {
        table.Special("CONCAT", ConcatBinder.Bind);
        table.Scalar("LOWER(STRING) -> STRING", $"lower({A})");
        table.Scalar("UPPER(STRING) -> STRING", $"upper({A})");
        table.Scalar("REVERSE(STRING) -> STRING", $"reverse({A})");
        table.Scalar("REPEAT(STRING, INT64) -> STRING", $"CASE WHEN {B} < 0 THEN {Fail($"The number of repetitions in REPEAT() cannot be negative")} "
            + $"WHEN {B} > 1048576 // NULLIF(strlen({A}), 0) THEN {Fail($"Output of REPEAT exceeds max allowed output size of 1MB")} ELSE repeat({A}, {B}) END");
        table.Special("REPLACE", Growth.Replace);
        table.Scalar("TRANSLATE(STRING, STRING, STRING) -> STRING", $"translate({A}, {B}, {C})");
        table.Scalar("INITCAP(STRING) -> STRING", $@"array_to_string(list_transform(regexp_extract_all({A}, {Sql.Text($"[^{WordEnds}]+|[{WordEnds}]+")}), lambda w: upper(left(w, 1)) || lower(substring(w, 2))), '')");
        foreach (var (name, function) in (ReadOnlySpan<(string, Sql)>)[("TRIM", $"trim"), ("LTRIM", $"ltrim"), ("RTRIM", $"rtrim")])
        {
            table.Scalar($"{name}(STRING) -> STRING", $"{function}({A}, {WhiteSpace})");
            table.Scalar($"{name}(STRING, STRING) -> STRING", $"{function}({A}, {B})");
        }

        foreach (var (name, function) in (ReadOnlySpan<(string, Sql)>)[("LPAD", $"lpad"), ("RPAD", $"rpad")])
        {
            Template check = $"CASE WHEN {B} < 0 THEN {Fail($"Second argument (output size) for LPAD/RPAD cannot be negative")} "
                + $"WHEN {B} > 1048576 THEN {Fail($"Output of LPAD/RPAD exceeds max allowed output size of 1MB")} ELSE ";
            table.Scalar($"{name}(STRING, INT64) -> STRING", $"{check}{function}({A}, CAST({B} AS INTEGER), ' ') END");
            table.Scalar($"{name}(STRING, INT64, STRING) -> STRING", $"{check}{function}({A}, CAST({B} AS INTEGER), {C}) END");
        }
    }

    private static void Searches(FunctionTable table)
    {
        table.Scalar("STARTS_WITH(STRING, STRING) -> BOOL", $"starts_with({A}, {B})");
        table.Scalar("ENDS_WITH(STRING, STRING) -> BOOL", $"ends_with({A}, {B})");
        table.Scalar("STRPOS(STRING, STRING) -> INT64", $"strpos({MatchCost.Searched("STRPOS")}, {B})");
        table.Scalar("INSTR(STRING, STRING) -> INT64", $"strpos({MatchCost.Searched("INSTR")}, {B})");
        table.Scalar("ASCII(STRING) -> INT64", $"CAST(ascii({A}) AS BIGINT)");
        table.Scalar("UNICODE(STRING) -> INT64", $"CASE WHEN {A} = '' THEN CAST(0 AS BIGINT) ELSE CAST(unicode({A}) AS BIGINT) END");
        table.Scalar("CHR(INT64) -> STRING", $"chr(CAST({A} AS INTEGER))");
        table.Scalar("EDIT_DISTANCE(STRING, STRING) -> INT64", EditDistance);
    }

    private static void Bytes(FunctionTable table)
    {
        table.Scalar("TO_BASE64(BYTES) -> STRING", $"to_base64({A})", grows: true);
        table.Scalar("FROM_BASE64(STRING) -> BYTES", $"from_base64({A})");
        table.Scalar("TO_HEX(BYTES) -> STRING", $"lower(hex({A}))", grows: true);
        table.Scalar("FROM_HEX(STRING) -> BYTES", $"unhex({A})");

        // DuckDB puts "?" where the bytes are no UTF-8, BigQuery U+FFFD: real question marks step aside as chr(1) meanwhile
        table.Scalar(
            "SAFE_CONVERT_BYTES_TO_STRING(BYTES) -> STRING",
            $@"COALESCE(TRY(decode({A})), replace(replace(decode(unhex(replace(replace(regexp_replace(hex({A}), '(..)', '\1 ', 'g'), '3F', '01'), ' ', '')), 'replace'), '?', chr(65533)), chr(1), '?'))");
        table.Scalar("CODE_POINTS_TO_STRING(ARRAY<INT64>) -> STRING", $"array_to_string(list_transform({A}, lambda c: chr(CAST(c AS INTEGER))), '')");
        table.Scalar("TO_CODE_POINTS(STRING) -> ARRAY<INT64>", $"CASE WHEN {A} = '' THEN CAST([] AS BIGINT[]) ELSE list_transform(string_split({A}, ''), lambda c: CAST(unicode(c) AS BIGINT)) END");
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
