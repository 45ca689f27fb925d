namespace PmpPulse.GoogleSql.Lexing;

internal enum TokenKind
{
    /// <summary>A bare word. The parser decides whether it is a keyword or a name.</summary>
    Word,

    /// <summary>A name in backticks: never a keyword, and in FROM possibly a whole path.</summary>
    QuotedName,
    Integer,
    Float,
    String,
    Bytes,
    Symbol,
    End,
}
