namespace PmpPulse.LocalCloud.Hosting;

/// <summary>
/// Keeps text that a client sent from making an error larger than trailers may be: its library would end the connection, and other calls on
/// it with it.
/// </summary>
internal static class StatusText
{
    private const int Longest = 400;

    public static string Cut(string text)
    {
        if (text.Length <= Longest) return text;
        // not through the middle of a surrogate pair
        var length = char.IsHighSurrogate(text[Longest - 1]) ? Longest - 1 : Longest;
        return string.Concat(text.AsSpan(0, length), "…");
    }
}
