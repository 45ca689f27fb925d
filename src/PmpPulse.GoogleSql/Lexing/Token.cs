using PmpPulse.GoogleSql.Errors;

namespace PmpPulse.GoogleSql.Lexing;

/// <summary>One token. <paramref name="Text"/> is what it stands for: literals and quoted names are decoded.</summary>
/// <param name="Kind">Its kind.</param>
/// <param name="Text">A word or symbol as written, a number as written, a literal's or quoted name's value.</param>
/// <param name="Position">Where it starts.</param>
/// <param name="EndOffset">Offset behind its last character.</param>
/// <param name="Bytes">The value of a bytes literal.</param>
internal sealed record Token(TokenKind Kind, string Text, SourcePosition Position, int EndOffset, byte[]? Bytes = null)
{
    public bool IsWord(string keyword) => Kind == TokenKind.Word && Text.Equals(keyword, StringComparison.OrdinalIgnoreCase);

    public bool IsSymbol(string symbol) => Kind == TokenKind.Symbol && Text == symbol;

    /// <summary>How messages name the token, as in <c>Unexpected keyword FROM</c>.</summary>
    public string Describe() => Kind switch
    {
        TokenKind.End => "end of statement",
        TokenKind.Integer => $"integer literal \"{Text}\"",
        TokenKind.Float => $"floating point literal \"{Text}\"",
        TokenKind.String => $"string literal \"{Text}\"",
        TokenKind.Bytes => "bytes literal",
        TokenKind.QuotedName => $"identifier `{Text}`",
        TokenKind.Word => Keywords.IsReserved(Text) ? $"keyword {Text.ToUpperInvariant()}" : $"identifier \"{Text}\"",
        _ => $"\"{Text}\"",
    };
}
