using System.Buffers.Text;

namespace PmpPulse.Feeds.Rows;

/// <summary>Reads the number that a JSON number's characters are.</summary>
internal static class DecimalNumber
{
    // both are exact as doubles, so their quotient is rounded once: the nearest double, as a parser must find it
    private const int MaxExactDigits = 15;

    private static readonly double[] Powers = [1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15];

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
                count = MaxExactDigits + 1;
            }

            if (count > MaxExactDigits) return Utf8Parser.TryParse(text, out number, out var consumed) && consumed == text.Length && double.IsFinite(number);
        }

        number = digits / Powers[Math.Max(fraction, 0)];
        if (isNegative) number = -number;
        return true;
    }
}
