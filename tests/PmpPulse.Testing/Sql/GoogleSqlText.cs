namespace PmpPulse.Testing.Sql;

/// <summary>Writes texts and names in GoogleSQL's syntax.</summary>
public static class GoogleSqlText
{
    /// <summary>A string literal.</summary>
    public static string Literal(string text) => $"'{Escaped(text, '\'')}'";

    /// <summary>A quoted identifier.</summary>
    public static string Name(string text) => $"`{Escaped(text, '`')}`";

    private static string Escaped(string text, char quote) => text
        .Replace("\\", "\\\\", StringComparison.Ordinal)
        .Replace($"{quote}", $"\\{quote}", StringComparison.Ordinal)
        .Replace("\n", "\\n", StringComparison.Ordinal)
        .Replace("\r", "\\r", StringComparison.Ordinal)
        .Replace("\0", "\\x00", StringComparison.Ordinal);
}
