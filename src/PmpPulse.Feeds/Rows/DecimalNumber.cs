using System.Buffers.Text;

namespace PmpPulse.Feeds.Rows;

/// <summary>Reads the number that a JSON number's characters are.</summary>
internal static class DecimalNumber
{
    // digits up to 2^53 and powers up to 10^22 are exact as doubles: their quotient is rounded once, to the nearest double, as it must be
    private const long MaxExact = 1L << 53;
    private const int MaxDigits = 18;

    private static readonly double[] Powers = [1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18];

    /// <summary>Reads a finite number.</summary>
    /// <param name="text">Known to be a JSON number.</param>
    /// <param name="number">The nearest double.</param>
    public static bool TryParse(ReadOnlySpan<byte> text, out double number)
    {
        var isNegative = text[0] == '-';
        var (digits, count, fraction) = (0L, 0, -1);
        foreach (var character in isNegative ? text[1..] : text)
        {
            if ((uint)(character - '0') <= 9)
            {
                digits = digits * 10 + (character - '0');
                count++;
                if (fraction >= 0) fraction++;
            }
            else if (character == '.')
            {
                fraction = 0;
            }
            else
            {
                count = MaxDigits + 1;
            }

            if (count > MaxDigits) return TryParseAny(text, out number);
        }

        if (digits > MaxExact) return TryParseAny(text, out number);
        number = digits / Powers[Math.Max(fraction, 0)];
        if (isNegative) number = -number;
        return true;
    }

    private static bool TryParseAny(ReadOnlySpan<byte> text, out double number) =>
        Utf8Parser.TryParse(text, out number, out var consumed) && consumed == text.Length && double.IsFinite(number);
}
