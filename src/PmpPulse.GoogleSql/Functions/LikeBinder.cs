using System.Buffers;
using System.Text;
using PmpPulse.GoogleSql.Bound;
using PmpPulse.GoogleSql.DuckDb;
using PmpPulse.GoogleSql.Errors;
using PmpPulse.GoogleSql.Types;
using static PmpPulse.GoogleSql.DuckDb.Slots;

namespace PmpPulse.GoogleSql.Functions;

/// <summary>
/// LIKE. With an escape character, DuckDB backtracks, and a pattern with many percent signs can take hours. As a regular expression it
/// takes linear time.
/// </summary>
internal static class LikeBinder
{
    private static readonly SearchValues<char> Special = SearchValues.Create("\\_");

    public static BoundExpression Bind(IReadOnlyList<BoundExpression> operands, SourcePosition position)
    {
        if (operands[1] is not BoundLiteral pattern)
        {
            return new BoundCall(
                SqlType.Bool, $"regexp_full_match({MatchCost.ForLike(operands[1], isRegexp: true)}, '(?s)' || {Translated})", operands);
        }

        // DuckDB is fast here: it searches for the pieces in order
        return pattern.Value is not string text || text.AsSpan().IndexOfAny(Special) < 0
            ? new BoundCall(SqlType.Bool, $"({MatchCost.ForLike(pattern, isRegexp: false)} LIKE {B})", operands)
            : new BoundCall(
                SqlType.Bool,
                $"regexp_full_match({MatchCost.ForLike(pattern, isRegexp: true)}, {B})",
                [operands[0], new BoundLiteral(SqlType.String, Translate(text, position))]);
    }

    // splits the pattern into characters, each with its escaping backslash if it has one
    private static Template Translated { get; } =
        $@"array_to_string(list_transform(regexp_extract_all({Claims.Memory("LIKE", B, $"60")}, '(?s)\\.|.'), lambda c: CASE c WHEN '%' THEN '.*' WHEN '_' THEN '.'"
        + $@" WHEN '\' THEN {FailAsText($"LIKE pattern ends with a backslash")} ELSE regexp_escape(CASE WHEN left(c, 1) = '\' THEN substring(c, 2) ELSE c END) END), '')";

    private static string Translate(string pattern, SourcePosition position)
    {
        var result = new StringBuilder("(?s)", pattern.Length * 2);
        for (var i = 0; i < pattern.Length; i++)
        {
            switch (pattern[i])
            {
                case '%':
                    result.Append(".*");
                    break;
                case '_':
                    result.Append('.');
                    break;
                case '\\' when i + 1 == pattern.Length:
                    throw new GoogleSqlException("LIKE pattern ends with a backslash", position);
                default:
                    i += pattern[i] == '\\' ? 1 : 0;
                    AppendEscaped(result, pattern[i]);
                    break;
            }
        }

        return result.ToString();
    }

    private static void AppendEscaped(StringBuilder result, char c)
    {
        if (c == '\0')
        {
            result.Append("\\x00");
            return;
        }

        if (c < 128 && !char.IsAsciiLetterOrDigit(c) && c != '_') result.Append('\\');

        result.Append(c);
    }
}
