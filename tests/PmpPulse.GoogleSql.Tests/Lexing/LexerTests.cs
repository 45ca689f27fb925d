using PmpPulse.GoogleSql.Errors;
using PmpPulse.GoogleSql.Lexing;

namespace PmpPulse.GoogleSql.Tests.Lexing;

public sealed class LexerTests
{
    [Theory]
    [InlineData("'a'", "a")]
    [InlineData("\"a'b\"", "a'b")]
    [InlineData("'''a'b''c'''", "a'b''c")]
    [InlineData("\"\"\"a\r\nb\"\"\"", "a\nb")]
    [InlineData(@"'\a\n\t\\\'\""\?\x41\101\u00e9\U0001F600'", "\a\n\t\\'\"?AAé😀")]
    [InlineData(@"r'\n\''", @"\n\'")]
    [InlineData("R\"x\"", "x")]
    [InlineData("''", "")]
    public void Tokenize_StringLiteral_IsDecoded(string text, string value)
    {
        var token = Lexer.Tokenize(text)[0];

        token.Kind.Should().Be(TokenKind.String);
        token.Text.Should().Be(value);
    }

    [Theory]
    [InlineData(@"b'a\xff'", "61FF")]
    [InlineData(@"rb'\x'", "5C78")]
    [InlineData(@"Br""é""", "C3A9")]
    [InlineData(@"b'\101é'", "41C3A9")]
    public void Tokenize_BytesLiteral_IsDecoded(string text, string hex) => Convert.ToHexString(Lexer.Tokenize(text)[0].Bytes!).Should().Be(hex);

    [Theory]
    [InlineData("1", TokenKind.Integer)]
    [InlineData("0x1F", TokenKind.Integer)]
    [InlineData("1.5", TokenKind.Float)]
    [InlineData("1.", TokenKind.Float)]
    [InlineData(".5", TokenKind.Float)]
    [InlineData("1e-3", TokenKind.Float)]
    [InlineData("select_1", TokenKind.Word)]
    [InlineData("`a b`", TokenKind.QuotedName)]
    [InlineData("<=", TokenKind.Symbol)]
    internal void Tokenize_SingleToken_HasItsKind(string text, TokenKind kind) => Lexer.Tokenize(text).Select(t => t.Kind).Should().Equal(kind, TokenKind.End);

    [Fact]
    public void Tokenize_Comments_AreDropped() =>
        Lexer.Tokenize("a -- x\n# y\n/* z\n */ b").Select(t => (t.Text, t.Position.Line, t.Position.Column)).Should().Equal(("a", 1, 1), ("b", 4, 5), ("", 4, 6));

    [Theory]
    [InlineData("'abc", "Syntax error: Unclosed string literal at [1:1]")]
    [InlineData("a\n  'b\n'", "Syntax error: Unclosed string literal at [2:3]")]
    [InlineData("'''abc", "Syntax error: Unclosed triple-quoted string literal at [1:1]")]
    [InlineData("`a", "Syntax error: Unclosed identifier at [1:1]")]
    [InlineData("``", "Syntax error: Invalid empty identifier at [1:1]")]
    [InlineData("/* a", "Syntax error: Unclosed comment at [1:1]")]
    [InlineData(@"'a\q'", @"Syntax error: Illegal escape sequence: \q at [1:1]")]
    [InlineData(@"'\ud800'", "Syntax error: Illegal escape sequence: not a Unicode code point in hexadecimal digits at [1:1]")]
    [InlineData("1a", "Syntax error: Missing whitespace between literal and alias at [1:2]")]
    [InlineData("0xg", "Syntax error: Invalid hexadecimal integer literal at [1:1]")]
    [InlineData("a \\", "Syntax error: Illegal input character \"\\\" at [1:3]")]
    [InlineData("\u0001", "Syntax error: Illegal input character \"\\x1\" at [1:1]")]
    public void Tokenize_InvalidText_IsRefused(string text, string message) =>
        FluentActions.Invoking(() => Lexer.Tokenize(text)).Should().Throw<GoogleSqlException>().WithMessage(message);

    [Fact]
    public void Tokenize_LoneSurrogate_IsRefused() =>
        FluentActions.Invoking(() => Lexer.Tokenize("'\ud800'")).Should().Throw<GoogleSqlException>().WithMessage("Syntax error: Invalid UTF-8 in string literal at [1:1]");
}
