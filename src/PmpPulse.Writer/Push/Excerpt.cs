namespace PmpPulse.Writer.Push;

/// <summary>Keeps foreign text in messages and logs short.</summary>
internal static class Excerpt
{
    private const int MaxLength = 100;

    public static string Of(string text) => text.Length <= MaxLength ? text : text[..MaxLength] + "…";
}
