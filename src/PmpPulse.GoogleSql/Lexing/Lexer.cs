using PmpPulse.GoogleSql.Errors;

namespace PmpPulse.GoogleSql.Lexing;

/// <summary>Splits a statement into tokens, and drops whitespace and comments (<c>#</c>, <c>--</c>, <c>/* */</c>).</summary>
internal sealed class Lexer
{
    // longest first, so that >= is not read as > and =
    private static readonly string[] Symbols =
    [
        "@@", "||", "<<", ">>", "<=", ">=", "<>", "!=", "=>", "|>", "+=", "-=",
        "(", ")", "[", "]", "{", "}", ",", ";", ".", "+", "-", "*", "/", "%", "=", "<", ">", "@", "?", "&", "|", "^", "~", ":", "$", "!",
    ];

    private readonly string _text;
    private readonly List<Token> _tokens = [];
    private int _offset;
    private int _line = 1;
    private int _lineStart;

    private Lexer(string text) => _text = text;

    private SourcePosition Here => new(_offset, _line, _offset - _lineStart + 1);

    /// <summary>The text's tokens. The last has kind <see cref="TokenKind.End"/>.</summary>
    public static IReadOnlyList<Token> Tokenize(string text)
    {
        var lexer = new Lexer(text);
        while (lexer.SkipBlank() && lexer._offset < text.Length) lexer._tokens.Add(lexer.Next());

        lexer._tokens.Add(new Token(TokenKind.End, "", lexer.Here, lexer._offset));
        return lexer._tokens;
    }

    private char Peek(int ahead = 0) => _offset + ahead < _text.Length ? _text[_offset + ahead] : '\0';

    private void Advance(int count)
    {
        for (var end = _offset + count; _offset < end; _offset++)
        {
            if (_text[_offset] == '\n')
            {
                _line++;
                _lineStart = _offset + 1;
            }
        }
    }

    private bool SkipBlank()
    {
        while (_offset < _text.Length)
        {
            var c = Peek();
            if (char.IsWhiteSpace(c) || c == '\uFEFF')
            {
                Advance(1);
            }
            else if (c == '#' || (c == '-' && Peek(1) == '-'))
            {
                var end = _text.AsSpan(_offset).IndexOfAny('\n', '\r');
                Advance(end < 0 ? _text.Length - _offset : end);
            }
            else if (c == '/' && Peek(1) == '*')
            {
                var end = _text.IndexOf("*/", _offset + 2, StringComparison.Ordinal);
                if (end < 0) throw new GoogleSqlException("Syntax error: Unclosed comment", Here);

                Advance(end + 2 - _offset);
            }
            else
            {
                break;
            }
        }

        return true;
    }

    private Token Next()
    {
        var c = Peek();
        if (c is '\'' or '"') return Quoted("");

        if (char.IsAsciiLetter(c) || c == '_')
        {
            var length = WordLength(_offset);
            var word = _text.Substring(_offset, length);
            return length <= 2 && _offset + length < _text.Length && _text[_offset + length] is '\'' or '"' && IsLiteralPrefix(word)
                ? Quoted(word)
                : Take(TokenKind.Word, length);
        }

        if (c == '`') return Quoted("");
        if (char.IsAsciiDigit(c) || (c == '.' && char.IsAsciiDigit(Peek(1)) && !AfterOperand())) return Number();

        foreach (var symbol in Symbols)
        {
            if (string.CompareOrdinal(_text, _offset, symbol, 0, symbol.Length) == 0) return Take(TokenKind.Symbol, symbol.Length);
        }

        throw new GoogleSqlException($"Syntax error: Illegal input character \"{Printable(c)}\"", Here);
    }

    // after a name or a closing bracket, a dot starts a field access, not a number
    private bool AfterOperand() =>
        _tokens.Count > 0 && _tokens[^1].EndOffset == _offset
        && (_tokens[^1].Kind is TokenKind.Word or TokenKind.QuotedName || _tokens[^1].IsSymbol(")") || _tokens[^1].IsSymbol("]"));

    private int WordLength(int start)
    {
        var end = start;
        while (end < _text.Length && (char.IsAsciiLetterOrDigit(_text[end]) || _text[end] == '_')) end++;

        return end - start;
    }

    private static bool IsLiteralPrefix(string word) => word.ToUpperInvariant() is "R" or "B" or "RB" or "BR";

    private Token Take(TokenKind kind, int length)
    {
        var token = new Token(kind, _text.Substring(_offset, length), Here, _offset + length);
        Advance(length);
        return token;
    }

    private Token Number()
    {
        var start = _offset;
        if (Peek() == '0' && Peek(1) is 'x' or 'X')
        {
            var digits = 2;
            while (char.IsAsciiHexDigit(Peek(digits))) digits++;

            return digits > 2 && WordLength(_offset) == digits
                ? Take(TokenKind.Integer, digits)
                : throw new GoogleSqlException("Syntax error: Invalid hexadecimal integer literal", Here);
        }

        var length = Digits(0);
        var isFloat = false;
        if (Peek(length) == '.')
        {
            isFloat = true;
            length = Digits(length + 1);
        }

        if (Peek(length) is 'e' or 'E')
        {
            var exponent = Peek(length + 1) is '+' or '-' ? length + 2 : length + 1;
            if (char.IsAsciiDigit(Peek(exponent)))
            {
                isFloat = true;
                length = Digits(exponent);
            }
        }

        if (char.IsAsciiLetter(Peek(length)) || Peek(length) == '_')
        {
            Advance(length);
            throw new GoogleSqlException("Syntax error: Missing whitespace between literal and alias", Here);
        }

        _offset = start;
        return Take(isFloat ? TokenKind.Float : TokenKind.Integer, length);
    }

    private int Digits(int ahead)
    {
        while (char.IsAsciiDigit(Peek(ahead))) ahead++;

        return ahead;
    }

    private Token Quoted(string prefix)
    {
        var start = Here;
        var literal = QuotedLiteral.Read(_text, start, prefix);
        Advance(literal.EndOffset - _offset);
        return new Token(literal.Kind, literal.Text, start, literal.EndOffset, literal.Bytes);
    }

    private static string Printable(char c) => char.IsControl(c) || char.IsSurrogate(c) ? $"\\x{(int)c:x}" : c.ToString();
}
