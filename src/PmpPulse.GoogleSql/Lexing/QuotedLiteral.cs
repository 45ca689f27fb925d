using System.Text;
using PmpPulse.GoogleSql.Errors;

namespace PmpPulse.GoogleSql.Lexing;

/// <summary>Reads string and bytes literals (raw, triple-quoted, with escapes) and backtick names.</summary>
internal static class QuotedLiteral
{
    internal readonly record struct Result(TokenKind Kind, string Text, byte[]? Bytes, int EndOffset);

    /// <summary>Reads the literal whose <paramref name="prefix"/> (r, b, rb, br or none) is at <paramref name="start"/>.</summary>
    public static Result Read(string text, SourcePosition start, string prefix)
    {
        var isRaw = prefix.Contains('r', StringComparison.OrdinalIgnoreCase);
        var isBytes = prefix.Contains('b', StringComparison.OrdinalIgnoreCase);
        var open = start.Offset + prefix.Length;
        var quote = text[open];
        var what = quote == '`' ? "identifier" : isBytes ? "bytes literal" : "string literal";
        var triple = quote != '`' && string.CompareOrdinal(text, open, new string(quote, 3), 0, 3) == 0;
        var content = open + (triple ? 3 : 1);
        var end = FindEnd(text, content, quote, triple);
        if (end < 0) throw new GoogleSqlException($"Syntax error: Unclosed {(triple ? "triple-quoted " : "")}{what}", start);

        var body = text[content..end];
        var endOffset = end + (triple ? 3 : 1);
        if (triple) body = body.Replace("\r\n", "\n", StringComparison.Ordinal).Replace('\r', '\n');
        if (HasLoneSurrogate(body)) throw new GoogleSqlException($"Syntax error: Invalid UTF-8 in {what}", start);

        if (isBytes)
        {
            var bytes = isRaw ? Encoding.UTF8.GetBytes(body) : Escapes.DecodeBytes(body, start);
            return new Result(TokenKind.Bytes, "", bytes, endOffset);
        }

        var value = isRaw ? body : Escapes.DecodeText(body, start);
        if (quote == '`' && (value.Length == 0 || value.Contains('\0', StringComparison.Ordinal)))
        {
            throw new GoogleSqlException("Syntax error: Invalid empty identifier", start);
        }

        return new Result(quote == '`' ? TokenKind.QuotedName : TokenKind.String, value, null, endOffset);
    }

    private static int FindEnd(string text, int from, char quote, bool triple)
    {
        for (var i = from; i < text.Length; i++)
        {
            if (text[i] == '\\')
            {
                // in a raw literal, too, a backslash keeps a quote from ending it
                i++;
            }
            else if (text[i] is '\n' or '\r' && !triple)
            {
                return -1;
            }
            else if (text[i] == quote && (!triple || (i + 2 < text.Length && text[i + 1] == quote && text[i + 2] == quote)))
            {
                return i;
            }
        }

        return -1;
    }

    private static bool HasLoneSurrogate(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (char.IsHighSurrogate(text[i]) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1])) i++;
            else if (char.IsSurrogate(text[i])) return true;
        }

        return false;
    }
}
