namespace PmpPulse.Testing.Sql;

/// <summary>What a token of DuckDB SQL is.</summary>
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

/// <summary>One token; names and texts are decoded.</summary>
public readonly record struct DuckDbToken(DuckDbTokenKind Kind, string Text);

/// <summary>
/// Cuts DuckDB SQL into tokens, by DuckDB's rules and not by the translator's. What the translator never writes is refused: comments,
/// semicolons, dollar quotes, prefixed strings, characters beyond ASCII outside of quotes.
/// </summary>
public static class DuckDbLexer
{
    private const string Symbols = "()[]{},.:=<>!+-*/%|&^~";

    /// <exception cref="FormatException">The text has something that the translator never writes.</exception>
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
