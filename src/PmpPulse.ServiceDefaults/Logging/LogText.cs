using System.Globalization;
using PmpPulse.Contracts.Text;

namespace PmpPulse.ServiceDefaults.Logging;

/// <summary>Foreign text for a log line, a span or an answer: truncated, and safe for a terminal.</summary>
internal static class LogText
{
    /// <summary>The longest property of a log line, in characters.</summary>
    public const int MaxProperty = 1_000;

    /// <summary>The longest message, in characters: several properties and the text between them.</summary>
    public const int MaxMessage = 8_000;

    /// <summary>The longest exception, in characters: mostly its stack.</summary>
    public const int MaxException = 16_000;

    /// <summary>
    /// The text's beginning, with its full length if it is cut; <see cref="TerminalText"/> defines what is escaped. Line ends stay.
    /// </summary>
    public static string Bounded(string text, int max = MaxProperty)
    {
        if (text.Length <= max) return TerminalText.EscapeDocument(text);
        // never between the halves of a pair
        var length = char.IsHighSurrogate(text[max - 1]) ? max - 1 : max;
        return string.Create(CultureInfo.InvariantCulture, $"{TerminalText.EscapeDocument(text.AsSpan(0, length))}… ({text.Length} characters)");
    }
}
