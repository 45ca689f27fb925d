namespace PmpPulse.Contracts.Text;

/// <summary>The beginning of a foreign text, for messages and dead letters.</summary>
public static class TextExcerpt
{
    /// <summary>Longest excerpt, in UTF-16 code units.</summary>
    public const int MaxLength = 200;

    /// <summary>The text, cut after <see cref="MaxLength"/>.</summary>
    public static string Of(string text) => text.Length <= MaxLength
        ? text
        // never half a surrogate pair: it could not be written as UTF-8
        : text[..(char.IsHighSurrogate(text[MaxLength - 1]) ? MaxLength - 1 : MaxLength)];
}
