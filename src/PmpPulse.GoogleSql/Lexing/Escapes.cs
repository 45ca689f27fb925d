using System.Globalization;
using System.Text;
using PmpPulse.GoogleSql.Errors;

namespace PmpPulse.GoogleSql.Lexing;

/// <summary>Decodes the escape sequences of string and bytes literals.</summary>
internal static class Escapes
{
    public static string DecodeText(string body, SourcePosition start)
    {
        if (!body.Contains('\\', StringComparison.Ordinal)) return body;

        var result = new StringBuilder(body.Length);
        for (var i = 0; i < body.Length;)
        {
            if (body[i] != '\\')
            {
                result.Append(body[i++]);
                continue;
            }

            var rune = ReadEscape(body, ref i, start, inBytes: false);
            result.Append(new Rune(rune).ToString());
        }

        return result.ToString();
    }

    public static byte[] DecodeBytes(string body, SourcePosition start)
    {
        var result = new List<byte>(body.Length);
        for (var i = 0; i < body.Length;)
        {
            if (body[i] == '\\')
            {
                result.Add((byte)ReadEscape(body, ref i, start, inBytes: true));
                continue;
            }

            var length = char.IsHighSurrogate(body[i]) ? 2 : 1;
            result.AddRange(Encoding.UTF8.GetBytes(body.Substring(i, length)));
            i += length;
        }

        return [.. result];
    }

    private static int ReadEscape(string body, ref int i, SourcePosition start, bool inBytes)
    {
        var c = body[i + 1];
        i += 2;
        switch (c)
        {
            case 'a': return '\a';
            case 'b': return '\b';
            case 'f': return '\f';
            case 'n': return '\n';
            case 'r': return '\r';
            case 't': return '\t';
            case 'v': return '\v';
            case '\\' or '?' or '"' or '\'' or '`': return c;
            case 'x' or 'X': return ReadHex(body, ref i, 2, start);
            case 'u' when !inBytes: return ReadHex(body, ref i, 4, start);
            case 'U' when !inBytes: return ReadHex(body, ref i, 8, start);
            case >= '0' and <= '3' when i + 2 <= body.Length && IsOctal(body[i]) && IsOctal(body[i + 1]):
                i += 2;
                return ((c - '0') * 64) + ((body[i - 2] - '0') * 8) + (body[i - 1] - '0');
            default:
                throw new GoogleSqlException($"Syntax error: Illegal escape sequence: \\{(char.IsControl(c) ? ' ' : c)}", start);
        }
    }

    private static bool IsOctal(char c) => c is >= '0' and <= '7';

    private static int ReadHex(string body, ref int i, int digits, SourcePosition start)
    {
        if (i + digits <= body.Length
            && uint.TryParse(body.AsSpan(i, digits), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value)
            && (digits == 2 || Rune.IsValid(value)))
        {
            i += digits;
            return (int)value;
        }

        throw new GoogleSqlException("Syntax error: Illegal escape sequence: not a Unicode code point in hexadecimal digits", start);
    }
}
