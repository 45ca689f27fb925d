using System.Buffers;
using System.Globalization;

namespace PmpPulse.Contracts.Text;

/// <summary>
/// A cell of a CSV file (<see href="https://www.rfc-editor.org/rfc/rfc4180">RFC 4180</see>) whose text is foreign: what a spreadsheet
/// would run as a formula gets an apostrophe before it, which makes it text there.
/// </summary>
public static class CsvCell
{
    // a spreadsheet skips spaces before these, and treats their full-width forms alike
    private static readonly SearchValues<char> Quoted = SearchValues.Create(",;\"\r\n\t");

    private const string FormulaStarts = "=+-@\t\r\n|%＝＋－＠";

    /// <summary>The cell as written between commas; null is an empty one.</summary>
    public static string Of(string? text)
    {
        if (string.IsNullOrEmpty(text)) return string.Empty;
        var safe = IsFormula(text) ? $"'{text}" : text;
        var quoted = safe.AsSpan().ContainsAny(Quoted) || safe[0] == ' ' || safe[^1] == ' ' || safe[0] == '\'';
        return quoted ? $"\"{safe.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : safe;
    }

    /// <summary>A signed number is not a formula, however it is written.</summary>
    private static bool IsFormula(string text)
    {
        var start = text.AsSpan().TrimStart(" \u00a0\0");
        if (start.IsEmpty || !FormulaStarts.Contains(start[0])) return false;
        return !double.TryParse(
            text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out _);
    }
}
