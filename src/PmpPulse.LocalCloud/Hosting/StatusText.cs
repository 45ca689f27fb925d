namespace PmpPulse.LocalCloud.Hosting;

/// <summary>
/// Truncates client-supplied text in errors. If a trailer were too large, the client's library would close the connection and fail all
/// other calls on it.
/// </summary>
internal static class StatusText
{
    private const int Longest = 400;

    public static string Cut(string text)
    {
        if (text.Length <= Longest) return text;
        // don't split a surrogate pair
        var length = char.IsHighSurrogate(text[Longest - 1]) ? Longest - 1 : Longest;
        return string.Concat(text.AsSpan(0, length), "…");
    }
}
