using System.Globalization;
using System.Numerics;
using System.Text;

namespace PmpPulse.LocalCloud.BigQuery.Values;

/// <summary>NUMERIC: 29 digits before the decimal point and 9 after it, stored as an integer in units of 10^-9.</summary>
internal static class NumericText
{
    public const int Scale = 9;

    /// <summary>99999999999999999999999999999.999999999.</summary>
    public static readonly Int128 Max = Int128.Parse("99999999999999999999999999999999999999", CultureInfo.InvariantCulture);

    private static readonly Int128 One = 1_000_000_000;

    public static bool IsNumeric(Int128 units) => units >= -Max && units <= Max;

    /// <summary>Digits with an optional sign, point and exponent, rounded half away from zero to nine places.</summary>
    public static bool TryParse(ReadOnlySpan<byte> text, out Int128 units)
    {
        units = 0;
        text = text.Trim((byte)' ');
        var negative = !text.IsEmpty && text[0] == '-';
        if (!text.IsEmpty && text[0] is (byte)'-' or (byte)'+') text = text[1..];
        var exponent = 0;
        var e = text.IndexOfAny((byte)'e', (byte)'E');
        if (e >= 0)
        {
            if (!int.TryParse(text[(e + 1)..], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out exponent)
                || exponent is < -100 or > 100)
            {
                return false;
            }

            text = text[..e];
        }

        var point = text.IndexOf((byte)'.');
        var whole = point < 0 ? text : text[..point];
        var fraction = point < 0 ? [] : text[(point + 1)..];
        if (whole.Length + fraction.Length is 0 or > 100 || whole.IndexOfAnyExceptInRange((byte)'0', (byte)'9') >= 0
            || fraction.IndexOfAnyExceptInRange((byte)'0', (byte)'9') >= 0)
        {
            return false;
        }

        Span<byte> digits = stackalloc byte[whole.Length + fraction.Length];
        whole.CopyTo(digits);
        fraction.CopyTo(digits[whole.Length..]);
        var value = BigInteger.Parse(Encoding.ASCII.GetString(digits), NumberStyles.None, CultureInfo.InvariantCulture);
        var power = Scale - fraction.Length + exponent;
        if (power >= 0)
        {
            value *= BigInteger.Pow(10, power);
        }
        else
        {
            var divisor = BigInteger.Pow(10, -power);
            value = (value + (divisor / 2)) / divisor;
        }

        if (value > (BigInteger)Max) return false;
        units = negative ? -(Int128)value : (Int128)value;
        return true;
    }

    public static bool TryFromDouble(double value, out Int128 units)
    {
        units = 0;
        Span<byte> text = stackalloc byte[32];
        return double.IsFinite(value)
            && value.TryFormat(text, out var written, "R", CultureInfo.InvariantCulture)
            && TryParse(text[..written], out units);
    }

    /// <summary>Little-endian two's complement in units of 10^-9, at most 16 bytes.</summary>
    public static bool TryFromBytes(ReadOnlySpan<byte> bytes, out Int128 units)
    {
        units = 0;
        if (bytes.Length is 0 or > 16) return false;
        units = (Int128)new BigInteger(bytes);
        return IsNumeric(units);
    }

    public static Int128 FromInt64(long value) => value * One;

    /// <summary>Formats without trailing zeros: <c>1.5</c>, <c>-3</c>.</summary>
    public static string Format(Int128 units)
    {
        var negative = units < 0;
        var (whole, fraction) = Int128.DivRem(negative ? -units : units, One);
        var sign = negative ? "-" : "";
        if (fraction == 0) return string.Create(CultureInfo.InvariantCulture, $"{sign}{whole}");
        var digits = ((long)fraction).ToString("000000000", CultureInfo.InvariantCulture).TrimEnd('0');
        return string.Create(CultureInfo.InvariantCulture, $"{sign}{whole}.{digits}");
    }
}
