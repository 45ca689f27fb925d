using System.Buffers.Text;

namespace PmpPulse.Contracts.Json;

/// <summary>Checks the escapes of a JSON string without exceptions: a hostile message may hold hundreds of thousands of bad ones.</summary>
internal static class JsonEscapes
{
    /// <summary>Whether the escapes in a string's bytes, which are known to be JSON and UTF-8, contain no half surrogate pair.</summary>
    public static bool AreText(ReadOnlySpan<byte> raw)
    {
        for (var at = 0; at < raw.Length;)
        {
            if (raw[at] != '\\')
            {
                at++;
            }
            else if (raw[at + 1] != 'u')
            {
                at += 2;
            }
            else
            {
                var unit = Unit(raw[at..]);
                at += 6;
                if (char.IsLowSurrogate(unit)) return false;
                if (!char.IsHighSurrogate(unit)) continue;
                if (!raw[at..].StartsWith("\\u"u8) || !char.IsLowSurrogate(Unit(raw[at..]))) return false;
                at += 6;
            }
        }

        return true;
    }

    private static char Unit(ReadOnlySpan<byte> escape)
    {
        // four hexadecimal digits, or the reader would have refused the string
        return Utf8Parser.TryParse(escape[2..6], out ushort unit, out _, 'x') ? (char)unit : '\0';
    }
}
