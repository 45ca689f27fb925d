using System.Globalization;

namespace PmpPulse.LocalCloud.BigQuery.Values;

/// <summary>Formats FLOAT64 and TIMESTAMP as the REST API does: <c>1.5</c>, <c>1.0E10</c>, <c>NaN</c>, <c>1.760778556E9</c>.</summary>
internal static class FloatText
{
    public static string Format(double value)
    {
        if (double.IsNaN(value)) return "NaN";
        if (double.IsInfinity(value)) return value > 0 ? "Infinity" : "-Infinity";
        if (value == 0) return double.IsNegative(value) ? "-0.0" : "0.0";
        // the shortest digits that round-trip, in BigQuery's layout
        var shortest = Math.Abs(value).ToString("R", CultureInfo.InvariantCulture).AsSpan();
        var e = shortest.IndexOf('E');
        var exponent = e < 0 ? 0 : int.Parse(shortest[(e + 1)..], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        var mantissa = e < 0 ? shortest : shortest[..e];
        var point = mantissa.IndexOf('.');
        var whole = point < 0 ? mantissa : mantissa[..point];
        var all = point < 0 ? whole.ToString() : string.Concat(whole, mantissa[(point + 1)..]);
        var digits = all.TrimStart('0');
        exponent += whole.Length - 1 - (all.Length - digits.Length);
        return Layout(value < 0, digits.TrimEnd('0'), exponent);
    }

    /// <summary>Exact seconds since 1970: a double would round the microseconds of distant dates.</summary>
    public static string FormatSeconds(long micros)
    {
        if (micros == 0) return "0.0";
        var digits = Int128.Abs(micros).ToString(CultureInfo.InvariantCulture);
        return Layout(micros < 0, digits.TrimEnd('0'), digits.Length - 1 - 6);
    }

    /// <param name="exponent">The power of ten of the first digit.</param>
    private static string Layout(bool negative, string digits, int exponent)
    {
        var sign = negative ? "-" : "";
        if (exponent is >= 7 or < -3)
        {
            var fraction = digits.Length > 1 ? digits[1..] : "0";
            return string.Create(CultureInfo.InvariantCulture, $"{sign}{digits[0]}.{fraction}E{exponent}");
        }

        if (exponent < 0) return $"{sign}0.{new string('0', -exponent - 1)}{digits}";
        return digits.Length <= exponent + 1
            ? $"{sign}{digits.PadRight(exponent + 1, '0')}.0"
            : $"{sign}{digits[..(exponent + 1)]}.{digits[(exponent + 1)..]}";
    }
}
