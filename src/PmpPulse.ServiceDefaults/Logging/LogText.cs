using System.Globalization;
using PmpPulse.Contracts.Text;

namespace PmpPulse.ServiceDefaults;

/// <summary>Foreign text as it may stand in a log line, a span or an answer: no longer than it needs to be, and fit for a terminal.</summary>
internal static class LogText
{
    /// <summary>The longest property of a log line, in characters.</summary>
    public const int MaxProperty = 1_000;

    /// <summary>The longest message, in characters: several properties and what stands between them.</summary>
    public const int MaxMessage = 8_000;

    /// <summary>The longest exception, in characters: its stack is what is read.</summary>
    public const int MaxException = 16_000;

    /// <summary>The text's beginning, with its full length where it is cut; <see cref="TerminalText"/> says what is shown as an escape. Line ends stay.</summary>
    public static string Bounded(string text, int max = MaxProperty)
    {
        if (text.Length <= max) return TerminalText.EscapeDocument(text);
        // never between the halves of a pair
        var length = char.IsHighSurrogate(text[max - 1]) ? max - 1 : max;
        return string.Create(CultureInfo.InvariantCulture, $"{TerminalText.EscapeDocument(text.AsSpan(0, length))}… ({text.Length} characters)");
    }
}
