using System.Text.RegularExpressions;
using static PmpPulse.Testing.Sql.GoogleSqlText;

namespace PmpPulse.GoogleSql.Tests.Security;

/// <summary>A place in a statement where user text can stand, and the statement's result with that text.</summary>
/// <param name="Name">Name of the place.</param>
/// <param name="Statement">The statement with the text in it.</param>
/// <param name="Answer">Its one value.</param>
/// <param name="Takes">Whether a text can stand there: some places can't express every text.</param>
internal sealed record TextPlace(string Name, Func<string, string> Statement, Func<string, string> Answer, Func<string, bool>? Takes = null);

internal static class TextPlaces
{
    private static readonly Func<string, bool> AsName = text => text.Length > 0 && !text.Contains('\0', StringComparison.Ordinal);

    public static IReadOnlyList<TextPlace> All { get; } =
    [
        Value("a literal", t => $"SELECT {Literal(t)}"),
        Value("a raw column", t => $"SELECT x FROM UNNEST([{Literal(t)}]) x"),
        Value("an argument of CONCAT", t => $"SELECT CONCAT({Literal(t)}, x) FROM UNNEST(['']) x"),
        Value("an operand of ||", t => $"SELECT x || {Literal(t)} FROM UNNEST(['']) x"),
        new("a separator of STRING_AGG", t => $"SELECT STRING_AGG(x, {Literal(t)} ORDER BY x) FROM UNNEST(['a', 'b']) x", t => $"a{t}b"),
        new("a separator of STRING_AGG with LIMIT", t => $"SELECT STRING_AGG(x, {Literal(t)} ORDER BY x LIMIT 2) FROM UNNEST(['a', 'b', 'c']) x", t => $"a{t}b"),
        Value("what STRING_AGG with LIMIT gathers", t => $"SELECT STRING_AGG(CONCAT(x, {Literal(t)}), '{{0}}' LIMIT 1) FROM UNNEST(['']) AS x"),
        new("a separator of ARRAY_TO_STRING", t => $"SELECT ARRAY_TO_STRING(['a', 'b'], {Literal(t)})", t => $"a{t}b"),
        new("the text for NULL", t => $"SELECT ARRAY_TO_STRING(['a', NULL], '', {Literal(t)})", t => $"a{t}"),
        new("a FORMAT text", t => $"SELECT FORMAT({Literal(t.Replace("%", "%%", StringComparison.Ordinal) + "%d")}, x) FROM UNNEST([7]) x", t => $"{t}7"),
        Value("an argument of FORMAT", t => $"SELECT FORMAT('%s', {Literal(t)})"),
        new("a FORMAT_DATE text", t => $"SELECT FORMAT_DATE({Literal(t.Replace("%", "%%", StringComparison.Ordinal) + "%Y")}, d) FROM UNNEST([DATE '2020-01-02']) d", t => $"{t}2020"),
        new("a FORMAT_TIMESTAMP text", t => $"SELECT FORMAT_TIMESTAMP({Literal("%H" + t.Replace("%", "%%", StringComparison.Ordinal))}, t) FROM UNNEST([TIMESTAMP '2020-01-02 03:00:00+00']) t", t => $"03{t}"),
        Value("the replacement of REPLACE", t => $"SELECT REPLACE(x, 'a', {Literal(t)}) FROM UNNEST(['a']) x"),
        new("what REPLACE replaces", t => $"SELECT REPLACE({Literal(t)}, {Literal(t)}, 'z')", _ => "z"),
        new("a pattern of LIKE", t => $"SELECT x LIKE {Literal(LikeText(t))} FROM UNNEST([{Literal(t)}]) x", _ => "true"),
        new("a computed pattern of LIKE", t => $"SELECT x LIKE CONCAT({Literal(LikeText(t))}, y) FROM UNNEST([{Literal(t)}]) x, UNNEST(['']) y", _ => "true"),
        new("a regular expression", t => $"SELECT REGEXP_CONTAINS(x, {Literal(RegexText(t))}) FROM UNNEST([{Literal(t)}]) x", _ => "true"),
        new("a pattern of REGEXP_EXTRACT", t => $"SELECT REGEXP_EXTRACT(x, {Literal($"({RegexText(t)})")}) FROM UNNEST([{Literal(t)}]) x", t => t),
        Value("a replacement of REGEXP_REPLACE", t => $"SELECT REGEXP_REPLACE(x, 'a', {Literal(t.Replace("\\", "\\\\", StringComparison.Ordinal))}) FROM UNNEST(['a']) x"),
        new("a separator of SPLIT", t => $"SELECT ARRAY_LENGTH(SPLIT({Literal($"a{t}b{t}c")}, {Literal(t)}))", _ => "3"),
        Value("a branch of CASE", t => $"SELECT CASE WHEN x = 1 THEN {Literal(t)} ELSE 'no' END FROM UNNEST([1]) x"),
        new("an item of IN", t => $"SELECT x IN ('a', {Literal(t)}) FROM UNNEST([{Literal(t)}]) x", _ => "true"),
        new("an item of LIKE ANY", t => $"SELECT x LIKE ANY ('a', {Literal(LikeText(t))}) FROM UNNEST([{Literal(t)}]) x", _ => "true"),
        Value("a key of GROUP BY", t => $"SELECT k FROM (SELECT {Literal(t)} AS k) GROUP BY k HAVING k = {Literal(t)}"),
        Value("a key of ORDER BY within an aggregate", t => $"SELECT ARRAY_AGG({Literal(t)} ORDER BY {Literal(t)} LIMIT 1)[OFFSET(0)]"),
        Value("a key of a window", t => $"SELECT FIRST_VALUE({Literal(t)}) OVER (PARTITION BY {Literal(t)} ORDER BY {Literal(t)})"),
        Value("a default of LAG", t => $"SELECT LAG(x, 1, {Literal(t)}) OVER (ORDER BY x) FROM UNNEST(['a']) x"),
        Value("a field of a struct", t => $"SELECT s.a FROM (SELECT STRUCT({Literal(t)} AS a) AS s)"),
        Value("an array's element", t => $"SELECT [{Literal(t)}, ''][OFFSET(0)]"),
        Value("JSON", t => $"SELECT JSON_VALUE(TO_JSON({Literal(t)}))"),
        Value("a JSON literal", t => $"SELECT STRING(JSON {Literal($"\"{Json(t)}\"")})"),
        Value("BYTES", t => $"SELECT CAST(CAST({Literal(t)} AS BYTES) AS STRING)"),
        Value("base64", t => $"SELECT CAST(FROM_BASE64(TO_BASE64(CAST({Literal(t)} AS BYTES))) AS STRING)"),
        Value("a common table", t => $"WITH a AS (SELECT {Literal(t)} AS x) SELECT x FROM a"),
        Value("a set operation", t => $"SELECT {Literal(t)} UNION DISTINCT SELECT {Literal(t)}"),
        Value("a subquery", t => $"SELECT (SELECT MAX(y) FROM UNNEST([{Literal(t)}]) y WHERE y = {Literal(t)})"),

        new("a column's name", t => $"SELECT * FROM (SELECT 'v' AS {Name(t)})", _ => "v", AsName),
        new("a column that is named", t => $"SELECT {Name(t)} FROM (SELECT 'v' AS {Name(t)}) WHERE {Name(t)} = 'v' ORDER BY {Name(t)}", _ => "v", AsName),
        new("a table's alias", t => $"SELECT {Name(t)}.x FROM (SELECT 'v' AS x) AS {Name(t)}", _ => "v", AsName),
        new("an element's alias", t => $"SELECT {Name(t)} FROM UNNEST(['v']) AS {Name(t)}", _ => "v", AsName),
        new("an offset's alias", t => $"SELECT {Name(t)} FROM UNNEST(['v']) AS v WITH OFFSET AS {Name(t)}", _ => "0", AsName),
        new("a common table's name", t => $"WITH {Name(t)} AS (SELECT 'v' AS x) SELECT x FROM {Name(t)}", _ => "v", text => AsName(text) && !text.Contains('.', StringComparison.Ordinal)),
        new("a window's name", t => $"SELECT FIRST_VALUE(x) OVER {Name(t)} FROM UNNEST(['v']) x WINDOW {Name(t)} AS (ORDER BY x)", _ => "v", AsName),
        new("a field's name", t => $"SELECT s.{Name(t)} FROM (SELECT STRUCT('v' AS {Name(t)}) AS s)", _ => "v", AsName),
        new("a field's name in JSON", t => $"SELECT JSON_VALUE(TO_JSON_STRING(STRUCT({Literal("v")} AS {Name(t)})), '$') IS NULL", _ => "true", AsName),
        new("a field's name in a type", t => $"SELECT CAST(STRUCT(1) AS STRUCT<{Name(t)} FLOAT64>).{Name(t)}", _ => "1", AsName),
    ];

    private static TextPlace Value(string name, Func<string, string> statement) => new(name, statement, text => text);

    private static string LikeText(string text) =>
        text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("%", "\\%", StringComparison.Ordinal).Replace("_", "\\_", StringComparison.Ordinal);

    private static string RegexText(string text) =>
        Regex.Replace(text, "[^A-Za-z0-9_\u0080-\uffff]", c => c.Value == "\0" ? "\\x00" : $"\\x{(int)c.Value[0]:x2}");

    private static string Json(string text) => System.Text.Json.JsonEncodedText.Encode(text).ToString();
}
