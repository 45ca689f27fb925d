namespace PmpPulse.GoogleSql.Lexing;

internal enum TokenKind
{
    /// <summary>A bare word: keyword or name, as the parser sees fit.</summary>
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
