using System.Globalization;
using System.Text.RegularExpressions;

namespace PmpPulse.GoogleSql.Typing;

/// <summary>Parses dates, times and numbers in BigQuery's canonical formats.</summary>
internal static partial class LiteralText
{
    private const long MicrosPerSecond = 1_000_000;
    private const long MicrosPerDay = 86_400 * MicrosPerSecond;

    internal readonly record struct ZonedTime(long CivilMicros, TimeSpan? Offset, string? Zone);

    public static bool TryDate(string text, out DateOnly date)
    {
        date = default;
        var match = DatePattern().Match(text);
        return match.Success && TryDate(match, out date);
    }

    /// <summary>Parses a TIME to microseconds since midnight.</summary>
    public static bool TryTime(string text, out long micros)
    {
        micros = 0;
        var match = TimePattern().Match(text);
        return match.Success && TryTime(match, out micros);
    }

    /// <summary>Parses a DATETIME to microseconds since 1970-01-01 00:00:00 on the same clock.</summary>
    public static bool TryDatetime(string text, out long micros)
    {
        micros = 0;
        if (!TryTimestamp(text, out var value) || value is not { Offset: null, Zone: null }) return false;

        micros = value.CivilMicros;
        return true;
    }

    /// <summary>Parses a civil time followed by an optional UTC offset or time zone name.</summary>
    public static bool TryTimestamp(string text, out ZonedTime value)
    {
        value = default;
        var match = TimestampPattern().Match(text);
        if (!match.Success || !TryDate(match, out var date)) return false;

        long time = 0;
        if (match.Groups["hour"].Success && !TryTime(match, out time)) return false;

        TimeSpan? offset = null;
        if (match.Groups["utc"].Success)
        {
            offset = TimeSpan.Zero;
        }
        else if (match.Groups["sign"].Success)
        {
            var hours = int.Parse(match.Groups["oh"].ValueSpan, CultureInfo.InvariantCulture);
            var minutes = match.Groups["om"].Success ? int.Parse(match.Groups["om"].ValueSpan, CultureInfo.InvariantCulture) : 0;
            if (hours > 14 || minutes > 59) return false;

            offset = new TimeSpan(hours, minutes, 0) * (match.Groups["sign"].ValueSpan is "-" ? -1 : 1);
        }

        var zone = match.Groups["zone"].Success ? match.Groups["zone"].Value : null;
        var civil = ((long)(date.DayNumber - new DateOnly(1970, 1, 1).DayNumber) * MicrosPerDay) + time;
        value = zone is not null && zone.Equals("UTC", StringComparison.OrdinalIgnoreCase)
            ? new ZonedTime(civil, TimeSpan.Zero, null)
            : new ZonedTime(civil, offset, zone);
        return true;
    }

    /// <summary>Parses a NUMERIC, rounded half away from zero to nine places. Fails beyond 29 digits before the decimal point.</summary>
    public static bool TryNumeric(string text, out string digits)
    {
        digits = "";
        var match = NumberPattern().Match(text.Trim());
        if (!match.Success || match.Length > 100 || match.Groups["int"].Length + match.Groups["frac"].Length == 0) return false;

        var exponent = match.Groups["exp"].Success
            ? int.Parse(match.Groups["exp"].ValueSpan, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture)
            : 0;
        if (Math.Abs(exponent) > 60) return false;

        var fraction = match.Groups["frac"].Value;
        var all = System.Numerics.BigInteger.Parse("0" + match.Groups["int"].Value + fraction, CultureInfo.InvariantCulture);

        // value = all * 10^(exponent - fraction.Length), kept as an integer in units of 10^-9
        var shift = exponent - fraction.Length + 9;
        if (shift >= 0)
        {
            all *= System.Numerics.BigInteger.Pow(10, shift);
        }
        else
        {
            var divisor = System.Numerics.BigInteger.Pow(10, -shift);
            all = (all + (divisor / 2)) / divisor;
        }

        if (all >= System.Numerics.BigInteger.Pow(10, 38)) return false;

        var padded = all.ToString(CultureInfo.InvariantCulture).PadLeft(10, '0');
        var sign = match.Groups["sign"].ValueSpan is "-" && !all.IsZero ? "-" : "";
        digits = $"{sign}{padded[..^9]}.{padded[^9..]}".TrimEnd('0').TrimEnd('.');
        return true;
    }

    public static bool TryFloat(string text, out double value)
    {
        switch (text.Trim().ToUpperInvariant())
        {
            case "INF" or "+INF" or "INFINITY" or "+INFINITY":
                value = double.PositiveInfinity;
                return true;
            case "-INF" or "-INFINITY":
                value = double.NegativeInfinity;
                return true;
            case "NAN":
                value = double.NaN;
                return true;
            default:
                return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out value) && double.IsFinite(value);
        }
    }

    /// <summary>Parses signed decimal digits, or hexadecimal digits after 0x.</summary>
    public static bool TryInteger(string text, out long value)
    {
        var trimmed = text.Trim();
        var unsigned = trimmed.TrimStart('+', '-');
        if (trimmed.Length - unsigned.Length > 1)
        {
            value = 0;
            return false;
        }

        if (unsigned.StartsWith("0x", StringComparison.OrdinalIgnoreCase))
        {
            var isNegative = trimmed[0] == '-';
            if (!ulong.TryParse(unsigned.AsSpan(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var bits)
                || bits > (ulong)long.MaxValue + (isNegative ? 1UL : 0UL))
            {
                value = 0;
                return false;
            }

            value = isNegative ? unchecked(-(long)bits) : (long)bits;
            return true;
        }

        return long.TryParse(trimmed, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value);
    }

    private static bool TryDate(Match match, out DateOnly date)
    {
        var year = int.Parse(match.Groups["year"].ValueSpan, CultureInfo.InvariantCulture);
        var month = int.Parse(match.Groups["month"].ValueSpan, CultureInfo.InvariantCulture);
        var day = int.Parse(match.Groups["day"].ValueSpan, CultureInfo.InvariantCulture);
        var isValid = year >= 1 && month is >= 1 and <= 12 && day >= 1 && day <= DateTime.DaysInMonth(year, month);
        date = isValid ? new DateOnly(year, month, day) : default;
        return isValid;
    }

    private static bool TryTime(Match match, out long micros)
    {
        var hour = int.Parse(match.Groups["hour"].ValueSpan, CultureInfo.InvariantCulture);
        var minute = int.Parse(match.Groups["minute"].ValueSpan, CultureInfo.InvariantCulture);
        var second = int.Parse(match.Groups["second"].ValueSpan, CultureInfo.InvariantCulture);
        var fraction = match.Groups["fraction"].Success
            ? int.Parse(match.Groups["fraction"].Value.PadRight(6, '0'), CultureInfo.InvariantCulture)
            : 0;
        micros = (((((hour * 60L) + minute) * 60) + second) * MicrosPerSecond) + fraction;
        return hour < 24 && minute < 60 && second < 60;
    }

    [GeneratedRegex(@"\A(?<year>[0-9]{4})-(?<month>[0-9]{1,2})-(?<day>[0-9]{1,2})\z", RegexOptions.CultureInvariant)]
    private static partial Regex DatePattern();

    [GeneratedRegex(@"\A(?<hour>[0-9]{1,2}):(?<minute>[0-9]{1,2}):(?<second>[0-9]{1,2})(\.(?<fraction>[0-9]{1,6}))?\z", RegexOptions.CultureInvariant)]
    private static partial Regex TimePattern();

    [GeneratedRegex(
        @"\A(?<year>[0-9]{4})-(?<month>[0-9]{1,2})-(?<day>[0-9]{1,2})"
        + @"([ Tt](?<hour>[0-9]{1,2}):(?<minute>[0-9]{1,2}):(?<second>[0-9]{1,2})(\.(?<fraction>[0-9]{1,6}))?)?"
        + @"((?<utc>[Zz])|(?<sign>[+-])(?<oh>[0-9]{1,2})(:?(?<om>[0-9]{2}))?| (?<zone>[A-Za-z][A-Za-z0-9_+/-]*))?\z",
        RegexOptions.CultureInvariant)]
    private static partial Regex TimestampPattern();

    [GeneratedRegex(@"\A(?<sign>[+-])?(?<int>[0-9]*)(\.(?<frac>[0-9]*))?([eE](?<exp>[+-]?[0-9]{1,3}))?\z", RegexOptions.CultureInvariant)]
    private static partial Regex NumberPattern();
}
