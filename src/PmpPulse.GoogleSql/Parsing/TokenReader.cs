using PmpPulse.GoogleSql.Errors;
using PmpPulse.GoogleSql.Lexing;

namespace PmpPulse.GoogleSql.Parsing;

/// <summary>A cursor over the tokens, with lookahead, expectations and error messages.</summary>
internal sealed class TokenReader(IReadOnlyList<Token> tokens)
{
    // more than a person or query generator writes, yet safe for a thread's stack
    public const int MaximumNesting = 150;

    private int _index;
    private int _nesting;

    public Token Current => tokens[_index];

    public SourcePosition Position => Current.Position;

    /// <summary>The end of the previous token.</summary>
    public int PreviousEnd => _index == 0 ? 0 : tokens[_index - 1].EndOffset;

    public Token Ahead(int count = 1) => tokens[Math.Min(_index + count, tokens.Count - 1)];

    public Token Take()
    {
        var token = Current;
        if (token.Kind != TokenKind.End) _index++;

        return token;
    }

    public bool IsWord(string keyword) => Current.IsWord(keyword);

    public bool IsSymbol(string symbol) => Current.IsSymbol(symbol);

    public bool IsWords(string first, string second) => Current.IsWord(first) && Ahead().IsWord(second);

    public bool TakeWord(string keyword)
    {
        if (!IsWord(keyword)) return false;

        _index++;
        return true;
    }

    public bool TakeWords(string first, string second)
    {
        if (!IsWords(first, second)) return false;

        _index += 2;
        return true;
    }

    public bool TakeSymbol(string symbol)
    {
        if (!IsSymbol(symbol)) return false;

        _index++;
        return true;
    }

    public Token ExpectWord(string keyword) => IsWord(keyword) ? Take() : throw Expected($"keyword {keyword}");

    public Token ExpectSymbol(string symbol) => IsSymbol(symbol) ? Take() : throw Expected($"\"{symbol}\"");

    /// <summary>Whether the current token is a name: quoted, or a word that is not reserved.</summary>
    public bool IsName() => Current.Kind == TokenKind.QuotedName || (Current.Kind == TokenKind.Word && !Keywords.IsReserved(Current.Text));

    public string ExpectName() => IsName() ? Take().Text : throw Expected("identifier");

    public string ExpectString() => Current.Kind == TokenKind.String ? Take().Text : throw Expected("string literal");

    public GoogleSqlException Expected(string what) =>
        Current.Kind == TokenKind.End ? Unexpected() : new($"Syntax error: Expected {what} but got {Current.Describe()}", Position);

    public GoogleSqlException Unexpected() => new($"Syntax error: Unexpected {Current.Describe()}", Position);

    public static GoogleSqlException Unsupported(string what, SourcePosition position) => new($"{what} is not supported", position);

    /// <summary>Entered by every recursive rule; disposing the result leaves it.</summary>
    public Nest Enter()
    {
        if (++_nesting > MaximumNesting)
        {
            throw new GoogleSqlException(
                "Resources exceeded during query execution: Not enough resources for query planning - the query is nested too deeply",
                Position);
        }

        return new Nest(this);
    }

    internal readonly struct Nest(TokenReader reader) : IDisposable
    {
        public void Dispose() => reader._nesting--;
    }
}
