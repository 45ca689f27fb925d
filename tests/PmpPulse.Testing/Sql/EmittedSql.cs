using System.Collections.Frozen;
using System.Text.RegularExpressions;

namespace PmpPulse.Testing.Sql;

/// <summary>
/// Invariants of every statement that the GoogleSQL translator emits: only its own words outside quotes, so no function, file or setting
/// that it doesn't use itself, and no function with a quoted name.
/// </summary>
public static partial class EmittedSql
{
    private static readonly FrozenSet<string> Words = EmittedWords.All.ToFrozenSet(StringComparer.Ordinal);

    /// <summary>The first violation in a statement; null if there is none.</summary>
    public static string? Fault(string sql)
    {
        List<DuckDbToken> tokens;
        try
        {
            tokens = DuckDbLexer.Tokenize(sql);
        }
        catch (FormatException exception)
        {
            return exception.Message;
        }

        var isChange = tokens.Count > 0 && tokens[0].Text is "INSERT" or "MERGE";
        for (var i = 0; i < tokens.Count; i++)
        {
            var token = tokens[i];
            if (token.Kind == DuckDbTokenKind.Word && !Words.Contains(token.Text) && !Variable().IsMatch(token.Text)) return $"the word {token.Text}";
            var isCalled = i + 1 < tokens.Count && tokens[i + 1] is { Kind: DuckDbTokenKind.Symbol, Text: "(" };
            if (token.Kind == DuckDbTokenKind.Name && isCalled && !(isChange && i > 1 && tokens[i - 1].Text is "INTO" or ".")) return $"a call of the name {token.Text}";
            if (token.Kind == DuckDbTokenKind.Text && isCalled) return "a call of a text";

            // DuckDB reads FROM 'file.csv' from disk
            if (token.Kind == DuckDbTokenKind.Text && i > 0 && tokens[i - 1] is { Kind: DuckDbTokenKind.Word, Text: "FROM" or "JOIN" or "INTO" or "USING" or "UPDATE" }) return "a text as a table";
        }

        return null;
    }

    // lambda parameters, and aliases within a template
    [GeneratedRegex(@"\A[a-z][0-9]*\z")]
    private static partial Regex Variable();
}
