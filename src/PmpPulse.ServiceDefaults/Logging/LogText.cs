using System.Globalization;
using System.Text;

namespace PmpPulse.ServiceDefaults;

/// <summary>Foreign text as it may stand in a log line, a span or an answer: no longer than it needs to be, and nothing in it that steers a reader's screen.</summary>
internal static class LogText
{
    /// <summary>The longest property of a log line, in characters.</summary>
    public const int MaxProperty = 1_000;

    /// <summary>The longest message, in characters: several properties and what stands between them.</summary>
    public const int MaxMessage = 8_000;

    /// <summary>The longest exception, in characters: its stack is what is read.</summary>
    public const int MaxException = 16_000;

    /// <summary>
    /// The text's beginning, with its full length where it is cut; control characters (but for tabs and line ends, which JSON escapes),
    /// those that turn the direction of writing, and what is no character are replaced by <c>U+FFFD</c>.
    /// </summary>
    public static string Bounded(string text, int max = MaxProperty)
    {
        if (text.Length <= max && !text.Any(c => IsSteering(c) || char.IsSurrogate(c))) return text;
        // never between the halves of a pair
        var length = text.Length <= max ? text.Length : char.IsHighSurrogate(text[max - 1]) ? max - 1 : max;
        var bounded = new StringBuilder(length + 40);
        // half a pair comes out as U+FFFD by itself
        foreach (var rune in text.AsSpan(0, length).EnumerateRunes())
        {
            bounded.Append(rune.IsBmp && IsSteering((char)rune.Value) ? "\uFFFD" : rune.ToString());
        }

        if (text.Length > max) bounded.Append(CultureInfo.InvariantCulture, $"… ({text.Length} characters)");
        return bounded.ToString();
    }

    private static bool IsSteering(char c) =>
        (char.IsControl(c) && c is not ('\t' or '\n' or '\r'))
        // marks, embeddings, overrides and isolates of bidirectional text, and the two line ends that only some programs know
        || c is '\u061C' or '\u200E' or '\u200F' or (>= '\u2028' and <= '\u202E') or (>= '\u2066' and <= '\u2069') or '\uFEFF';
}
