using System.Globalization;
using System.Text;

namespace PmpPulse.Cli.Query;

/// <summary>Text of a table, which anybody may have written, made fit for a terminal or a spreadsheet.</summary>
internal static class ForeignText
{
    /// <summary>On one line, and without what a terminal would obey: those characters as JSON escapes them.</summary>
    public static string Line(string text)
    {
        if (!text.Any(IsObeyed)) return text;
        var line = new StringBuilder(text.Length + 16);
        foreach (var one in text)
        {
            _ = one switch
            {
                '\n' => line.Append("\\n"),
                '\r' => line.Append("\\r"),
                '\t' => line.Append("\\t"),
                _ when IsObeyed(one) => line.Append(CultureInfo.InvariantCulture, $"\\u{(int)one:x4}"),
                _ => line.Append(one),
            };
        }

        return line.ToString();
    }

    /// <summary>A cell of RFC 4180; what a spreadsheet would run has an apostrophe before it.</summary>
    public static string Csv(string text)
    {
        var isFormula = text.Length > 0 && text[0] is '=' or '+' or '-' or '@' or '\t' or '\r' or '\n' or '＝' or '＋' or '－' or '＠';
        return text.Length == 0 || isFormula || text.AsSpan().ContainsAny(",\"\r\n") || text[0] == ' ' || text[^1] == ' '
            ? $"\"{(isFormula ? "'" : "")}{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\""
            : text;
    }

    // controls, those of C1 too, line and paragraph separators, and what turns the direction of writing or hides
    private static bool IsObeyed(char one) =>
        char.IsControl(one) || one is '\u2028' or '\u2029' or '\u061c' or '\ufeff' or (>= '\u200b' and <= '\u200f') or (>= '\u202a' and <= '\u202e') or (>= '\u2060' and <= '\u206f');
}
