using PmpPulse.GoogleSql.Errors;

namespace PmpPulse.GoogleSql.Lexing;

/// <summary>A token.</summary>
/// <param name="Kind">The kind.</param>
/// <param name="Text">A word, symbol or number as written; the decoded value of a literal or quoted name.</param>
/// <param name="Position">Where it starts.</param>
/// <param name="EndOffset">Offset after its last character.</param>
/// <param name="Bytes">The value of a bytes literal.</param>
internal sealed record Token(TokenKind Kind, string Text, SourcePosition Position, int EndOffset, byte[]? Bytes = null)
{
    public bool IsWord(string keyword) => Kind == TokenKind.Word && Text.Equals(keyword, StringComparison.OrdinalIgnoreCase);

    public bool IsSymbol(string symbol) => Kind == TokenKind.Symbol && Text == symbol;

    /// <summary>The token's description in error messages, as in <c>Unexpected keyword FROM</c>.</summary>
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
