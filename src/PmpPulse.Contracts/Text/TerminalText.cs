using System.Globalization;
using System.Text;

namespace PmpPulse.Contracts.Text;

/// <summary>
/// Makes foreign text (a feed, a message, a server's reason, a file's name) safe for a terminal: what would move the cursor, change
/// colours or titles, reverse the direction of writing, or hide, is shown as its JSON escape, such as <c>\u001b</c>.
/// </summary>
public static class TerminalText
{
    /// <summary>Characters of one foreign text that are shown; the rest is counted.</summary>
    public const int MaxLength = 2_000;

    /// <summary>One line: line breaks and tabs are shown as escapes too, and what is longer is cut.</summary>
    /// <param name="text">Anything, null included, which is empty.</param>
    /// <param name="maxLength">Characters that are shown.</param>
    public static string Escape(string? text, int maxLength = MaxLength)
    {
        if (string.IsNullOrEmpty(text)) return string.Empty;
        if (text.Length <= maxLength) return Escape(text.AsSpan(), keepLines: false);
        var kept = char.IsHighSurrogate(text[maxLength - 1]) ? maxLength - 1 : maxLength;
        return string.Create(CultureInfo.InvariantCulture, $"{Escape(text.AsSpan(0, kept), keepLines: false)}… ({text.Length:N0} characters)");
    }

    /// <summary>A whole document: line feeds stay, nothing is cut. JSON stays the JSON that it is.</summary>
    public static string EscapeDocument(ReadOnlySpan<char> text) => Escape(text, keepLines: true);

    /// <summary>Whether a terminal may be given the text as it is.</summary>
    public static bool IsSafe(ReadOnlySpan<char> text, bool keepLines)
    {
        while (!text.IsEmpty)
        {
            if (!IsSafe(text, keepLines, out var length)) return false;
            text = text[length..];
        }

        return true;
    }

    private static string Escape(ReadOnlySpan<char> text, bool keepLines)
    {
        if (IsSafe(text, keepLines)) return text.ToString();
        var safe = new StringBuilder(text.Length + 32);
        while (!text.IsEmpty)
        {
            if (IsSafe(text, keepLines, out var length)) safe.Append(text[..length]);
            else foreach (var unit in text[..length]) AppendEscape(safe, unit);
            text = text[length..];
        }

        return safe.ToString();
    }

    private static bool IsSafe(ReadOnlySpan<char> text, bool keepLines, out int length)
    {
        var unit = text[0];
        if (unit is >= ' ' and < '\u007f' || (unit == '\n' && keepLines))
        {
            length = 1;
            return true;
        }

        return Rune.DecodeFromUtf16(text, out var rune, out length) == System.Buffers.OperationStatus.Done && !IsUnsafe(rune);
    }

    // Unicode's Cc, Cf, Zl and Zp, and of Default_Ignorable_Code_Point what is in none of them
    private static bool IsUnsafe(Rune rune) =>
        Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
        || rune.Value is 0x034F or 0x115F or 0x1160 or 0x17B4 or 0x17B5 or (>= 0x180B and <= 0x180F) or (>= 0x2060 and <= 0x206F) or 0x3164
            or (>= 0xFE00 and <= 0xFE0F) or 0xFFA0 or (>= 0xFFF0 and <= 0xFFFB) or (>= 0xE0000 and <= 0xE0FFF);

    private static void AppendEscape(StringBuilder safe, char unit)
    {
        switch (unit)
        {
            case '\n': safe.Append(@"\n"); break;
            case '\r': safe.Append(@"\r"); break;
            case '\t': safe.Append(@"\t"); break;
            default: safe.Append(CultureInfo.InvariantCulture, $@"\u{(int)unit:x4}"); break;
        }
    }
}
