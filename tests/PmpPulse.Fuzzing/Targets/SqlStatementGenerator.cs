using System.Text;
using static PmpPulse.Testing.Sql.GoogleSqlText;

namespace PmpPulse.Fuzzing.Targets;

/// <summary>
/// Generates a GoogleSQL query from bytes, each of which is a choice: an expression over hostile texts in brackets of every kind, and its
/// expected result.
/// </summary>
internal sealed class SqlStatementGenerator(byte[] choices)
{
    private static readonly string[] Fragments =
    [
        "{0}", "{1}", "{*}", "{!x}", "{call}", "{", "}", "{{", "}}", "'", "''", "\"", "\"\"", "`", "\\", "\0", "\n", "--", "/*", "*/", ";", "$$", "$1", "#", "@p", "?", "(", ")", "[", "]", ",", " ", "%", "%%", "_",
        "' || '", ") || (SELECT content FROM read_text($$/etc/passwd$$)) || (", "'; COPY (SELECT 1) TO '/x'; --", "' UNION SELECT getenv('HOME') --", "\" AS x, getenv('HOME') AS \"y", " LIMIT 1", "E'", "U&'", "x'",
        "\\u0027", "\\x27", "\u2019", "\uff07", "\ufeff", "é", "\U0001f6b2", "a", "NULL", "file.csv", "t1", "v", "$.a", "lambda e: e",
    ];

    private int _next;
    private int _depth;

    /// <summary>The query and the text it returns.</summary>
    public (string Sql, string Answer) Query()
    {
        var (sql, answer) = Expression();
        return Choose(4) switch
        {
            0 => ($"SELECT {sql}", answer),
            1 => ($"SELECT x FROM (SELECT {sql} AS x)", answer),
            2 => ($"SELECT MAX(x) FROM UNNEST([{sql}]) x", answer),
            _ => ($"SELECT x FROM UNNEST([{sql}]) x WHERE x = {sql} GROUP BY x ORDER BY x", answer),
        };
    }

    private int Choose(int count) => _next < choices.Length ? choices[_next++] % count : 0;

    private string Text()
    {
        var text = new StringBuilder();
        for (var pieces = 1 + Choose(4); pieces > 0; pieces--) text.Append(Fragments[Choose(Fragments.Length)]);
        return text.ToString();
    }

    private string Identifier() => Text().Replace("\0", "0", StringComparison.Ordinal).Replace(".", "_", StringComparison.Ordinal);

    private (string Sql, string Answer) Expression()
    {
        var kind = _depth > 6 || _next >= choices.Length ? 0 : Choose(24);
        if (kind <= 2)
        {
            var text = Text();
            return (Literal(text), text);
        }

        _depth++;
        var (sql, answer) = Expression();
        var result = Around(kind, sql, answer);
        _depth--;
        return result;
    }

    private (string Sql, string Answer) Around(int kind, string sql, string answer)
    {
        switch (kind)
        {
            case 3:
                var (right, rest) = Expression();
                return ($"CONCAT({sql}, {right})", answer + rest);
            case 4:
                return ($"({sql} || {Literal(Text() is var added ? added : "")})", answer + added);
            case 5:
                var name = Name(Identifier());
                return ($"STRUCT({sql} AS {name}).{name}", answer);
            case 6:
                return ($"[{sql}, {Literal(Text())}][OFFSET(0)]", answer);
            case 7:
                return ($"(SELECT {sql})", answer);
            case 8:
                return ($"CAST(CAST({sql} AS BYTES) AS STRING)", answer);
            case 9:
                return ($"(SELECT STRING_AGG(x, {Literal(Text())} LIMIT 1) FROM UNNEST([{sql}]) x)", answer);
            case 10:
                var separator = Text();
                return ($"(SELECT STRING_AGG(x, {Literal(separator)} ORDER BY o) FROM UNNEST([{sql}, 'z']) x WITH OFFSET o)", $"{answer}{separator}z");
            case 11:
                return ($"COALESCE(NULL, {sql}, {Literal(Text())})", answer);
            case 12:
                var prefix = Text();
                return ($"FORMAT({Literal(prefix.Replace("%", "%%", StringComparison.Ordinal) + "%s%d")}, {sql}, 7)", $"{prefix}{answer}7");
            case 13:
                var between = Text();
                return ($"ARRAY_TO_STRING([{sql}, 'z'], {Literal(between)})", $"{answer}{between}z");
            case 14:
                var (table, column) = (Name(Identifier()), Name(Identifier()));
                return ($"(WITH {table} AS (SELECT {sql} AS {column}) SELECT {column} FROM {table} AS {Name(Identifier() + "t")})", answer);
            case 15:
                return ($"CASE {Literal("k")} WHEN {Literal(Text() + "n")} THEN {Literal(Text())} ELSE {sql} END", answer);
            case 16:
                return ($"IF({sql} IN ({Literal(Text() + "n")}, {sql}), {sql}, 'no')", answer);
            case 17:
                return ($"(SELECT LAG(x, 0, {Literal(Text())}) OVER (PARTITION BY {Literal(Text())} ORDER BY x) FROM UNNEST([{sql}]) x)", answer);
            case 18:
                return ($"ARRAY(SELECT x FROM UNNEST([{sql}]) x ORDER BY {Literal(Text())})[OFFSET(0)]", answer);
            case 19:
                return ($"(SELECT {sql} UNION DISTINCT SELECT {sql})", answer);
            case 20:
                return ($"REPLACE(CONCAT('Q', {sql}), 'Q', {Literal(Text() is var put ? put : "")})", (put + answer.Replace("Q", put, StringComparison.Ordinal))!);
            case 21:
                return ($"SAFE.SUBSTR(CONCAT('Q', {sql}), 2)", answer);
            case 22:
                return ($"REVERSE(REVERSE({sql}))", answer);
            default:
                return ($"FORMAT_DATE({Literal(Text().Replace("%", "%%", StringComparison.Ordinal) is var format ? format : "")}, DATE '2020-01-02') || {sql}", format.Replace("%%", "%", StringComparison.Ordinal) + answer);
        }
    }
}
