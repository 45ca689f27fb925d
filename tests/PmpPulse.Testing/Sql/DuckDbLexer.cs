namespace PmpPulse.Testing.Sql;

/// <summary>The kind of a DuckDB SQL token.</summary>
public enum DuckDbTokenKind
{
    /// <summary>An unquoted word: a keyword, a function, an alias.</summary>
    Word,

    /// <summary>A quoted identifier.</summary>
    Name,

    /// <summary>A string constant.</summary>
    Text,

    /// <summary>A number.</summary>
    Number,

    /// <summary>An operator or bracket, one character each.</summary>
    Symbol,
}

/// <summary>One token; identifiers and strings are decoded.</summary>
public readonly record struct DuckDbToken(DuckDbTokenKind Kind, string Text);

/// <summary>
/// Splits DuckDB SQL into tokens by DuckDB's rules, not the translator's. Refuses what the translator never emits: comments, semicolons,
/// dollar quotes, prefixed strings, non-ASCII characters outside quotes.
/// </summary>
public static class DuckDbLexer
{
    private const string Symbols = "()[]{},.:=<>!+-*/%|&^~";

    /// <exception cref="FormatException">The text contains something that the translator never emits.</exception>
    public static List<DuckDbToken> Tokenize(string sql)
    {
        var tokens = new List<DuckDbToken>();
        for (var i = 0; i < sql.Length;)
        {
            var c = sql[i];
            if (c == ' ')
            {
                i++;
            }
            else if (c is '\'' or '"')
            {
                tokens.Add(new DuckDbToken(c == '"' ? DuckDbTokenKind.Name : DuckDbTokenKind.Text, Quoted(sql, ref i)));
            }
            else if (char.IsAsciiDigit(c))
            {
                var start = i;
                while (i < sql.Length && (char.IsAsciiLetterOrDigit(sql[i]) || sql[i] == '.' || (sql[i] is '+' or '-' && sql[i - 1] is 'e' or 'E'))) i++;
                tokens.Add(new DuckDbToken(DuckDbTokenKind.Number, sql[start..i]));
            }
            else if (char.IsAsciiLetter(c) || c == '_')
            {
                var start = i;
                while (i < sql.Length && (char.IsAsciiLetterOrDigit(sql[i]) || sql[i] == '_')) i++;
                if (i < sql.Length && sql[i] is '\'' or '&' or '$') throw Unexpected(sql, start);
                tokens.Add(new DuckDbToken(DuckDbTokenKind.Word, sql[start..i]));
            }
            else if (Symbols.Contains(c, StringComparison.Ordinal) && !sql.AsSpan(i).StartsWith("--") && !sql.AsSpan(i).StartsWith("/*"))
            {
                tokens.Add(new DuckDbToken(DuckDbTokenKind.Symbol, c.ToString()));
                i++;
            }
            else
            {
                throw Unexpected(sql, i);
            }
        }

        return tokens;
    }

    private static string Quoted(string sql, ref int i)
    {
        var (start, quote) = (i, sql[i]);
        for (i++; i < sql.Length; i++)
        {
            if (sql[i] == '\0') throw Unexpected(sql, i);
            if (sql[i] != quote) continue;
            if (i + 1 < sql.Length && sql[i + 1] == quote)
            {
                i++;
                continue;
            }

            var body = sql[(start + 1)..i++];
            return body.Replace($"{quote}{quote}", $"{quote}", StringComparison.Ordinal);
        }

        throw new FormatException($"a quote at {start} is not closed: {sql[start..Math.Min(sql.Length, start + 100)]}");
    }

    private static FormatException Unexpected(string sql, int at) =>
        new($"unexpected at {at}: {sql[Math.Max(0, at - 40)..Math.Min(sql.Length, at + 40)]}");
}
