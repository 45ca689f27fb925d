using System.Buffers.Text;

namespace PmpPulse.LocalCloud.BigQuery.Values;

/// <summary>
/// Converts TIMESTAMP, DATETIME, DATE and TIME between GoogleSQL's text form and microseconds since 1970 (days for DATE).
/// https://cloud.google.com/bigquery/docs/reference/standard-sql/data-types#timestamp_type
/// </summary>
internal static class CivilText
{
    public const long MicrosPerSecond = 1_000_000;
    public const long MicrosPerDay = 86_400 * MicrosPerSecond;

    /// <summary>0001-01-01 to 9999-12-31.</summary>
    public const int FirstDay = -719_162;

    public const int LastDay = 2_932_896;
    public const long FirstMicro = FirstDay * MicrosPerDay;
    public const long LastMicro = ((LastDay + 1) * MicrosPerDay) - 1;

    private static readonly int EpochDay = new DateOnly(1970, 1, 1).DayNumber;

    public static bool IsDay(long days) => days is >= FirstDay and <= LastDay;

    public static bool IsMicro(long micros) => micros is >= FirstMicro and <= LastMicro;

    /// <summary><c>YYYY-[M]M-[D]D</c>.</summary>
    public static bool TryParseDate(ReadOnlySpan<byte> text, out int days) => TryReadDate(ref text, out days) && text.IsEmpty;

    /// <summary><c>[H]H:[M]M:[S]S[.FFFFFF]</c>.</summary>
    public static bool TryParseTime(ReadOnlySpan<byte> text, out long micros) => TryReadTime(ref text, out micros) && text.IsEmpty;

    /// <summary>A date, optionally followed by a blank or T and a time.</summary>
    public static bool TryParseDateTime(ReadOnlySpan<byte> text, out long micros) =>
        TryReadDateTime(ref text, out micros) && text.IsEmpty;

    /// <summary>A DATETIME with an optional offset, Z or UTC. The default is UTC.</summary>
    public static bool TryParseTimestamp(ReadOnlySpan<byte> text, out long micros)
    {
        if (!TryReadDateTime(ref text, out micros)) return false;
        if (!text.IsEmpty && text[0] == ' ') text = text[1..];
        if (text.IsEmpty || text is [(byte)'Z' or (byte)'z'] || text.SequenceEqual("UTC"u8)) return true;
        if (text[0] is not ((byte)'+' or (byte)'-')) return false;
        var west = text[0] == '-';
        text = text[1..];
        if (!TryReadNumber(ref text, 2, out var hours) || hours > 14) return false;
        var minutes = 0;
        if (!text.IsEmpty)
        {
            if (text[0] != ':') return false;
            text = text[1..];
            if (!TryReadNumber(ref text, 2, out minutes) || minutes > 59 || !text.IsEmpty) return false;
        }

        var offset = ((hours * 60) + minutes) * 60 * MicrosPerSecond;
        micros += west ? offset : -offset;
        return IsMicro(micros);
    }

    /// <summary>Unpacks Google's packed TIME: hours, minutes and seconds above 20 bits of microseconds.</summary>
    public static bool TryUnpackTime(long packed, out long micros)
    {
        var hours = packed >> 32;
        var minutes = (packed >> 26) & 0x3f;
        var seconds = (packed >> 20) & 0x3f;
        var fraction = packed & 0xfffff;
        micros = (((((hours * 60) + minutes) * 60) + seconds) * MicrosPerSecond) + fraction;
        return hours is >= 0 and < 24 && minutes < 60 && seconds < 60 && fraction < MicrosPerSecond;
    }

    /// <summary>Unpacks Google's packed DATETIME: year, month and day above a packed TIME.</summary>
    public static bool TryUnpackDateTime(long packed, out long micros)
    {
        micros = 0;
        var year = packed >> 46;
        var month = (int)(packed >> 42) & 0xf;
        var day = (int)(packed >> 37) & 0x1f;
        if (year is < 1 or > 9999 || !TryDays((int)year, month, day, out var days) || !TryUnpackTime(packed & 0x1f_ffff_ffff, out var time))
        {
            return false;
        }

        micros = (days * MicrosPerDay) + time;
        return true;
    }

    public static string FormatDate(long days)
    {
        var date = DateOnly.FromDayNumber((int)days + EpochDay);
        return string.Create(null, stackalloc char[16], $"{date.Year:0000}-{date.Month:00}-{date.Day:00}");
    }

    /// <summary><c>HH:MM:SS[.FFFFFF]</c>; the fraction is omitted if zero.</summary>
    public static string FormatTime(long micros)
    {
        var (seconds, fraction) = Math.DivRem(micros, MicrosPerSecond);
        var whole = string.Create(null, stackalloc char[16], $"{seconds / 3600:00}:{seconds / 60 % 60:00}:{seconds % 60:00}");
        return fraction == 0 ? whole : string.Create(null, stackalloc char[32], $"{whole}.{fraction:000000}");
    }

    /// <summary><c>YYYY-MM-DDTHH:MM:SS[.FFFFFF]</c>.</summary>
    public static string FormatDateTime(long micros)
    {
        var days = Math.DivRem(micros, MicrosPerDay, out var time);
        if (time < 0)
        {
            days--;
            time += MicrosPerDay;
        }

        return $"{FormatDate(days)}T{FormatTime(time)}";
    }

    private static bool TryReadDateTime(ref ReadOnlySpan<byte> text, out long micros)
    {
        micros = 0;
        if (!TryReadDate(ref text, out var days)) return false;
        micros = days * MicrosPerDay;
        if (text.IsEmpty || text[0] is not ((byte)' ' or (byte)'T' or (byte)'t') || text.Length < 2 || !char.IsAsciiDigit((char)text[1]))
        {
            return true;
        }

        text = text[1..];
        if (!TryReadTime(ref text, out var time)) return false;
        micros += time;
        return true;
    }

    private static bool TryReadDate(ref ReadOnlySpan<byte> text, out int days)
    {
        days = 0;
        return TryReadNumber(ref text, 4, out var year) && year > 0
            && TrySkip(ref text, (byte)'-') && TryReadNumber(ref text, 2, out var month)
            && TrySkip(ref text, (byte)'-') && TryReadNumber(ref text, 2, out var day)
            && TryDays(year, month, day, out days);
    }

    private static bool TryReadTime(ref ReadOnlySpan<byte> text, out long micros)
    {
        micros = 0;
        if (!TryReadNumber(ref text, 2, out var hours) || hours > 23
            || !TrySkip(ref text, (byte)':') || !TryReadNumber(ref text, 2, out var minutes) || minutes > 59
            || !TrySkip(ref text, (byte)':') || !TryReadNumber(ref text, 2, out var seconds) || seconds > 59)
        {
            return false;
        }

        long fraction = 0;
        if (TrySkip(ref text, (byte)'.'))
        {
            var digits = 0;
            while (digits < text.Length && text[digits] is >= (byte)'0' and <= (byte)'9') digits++;
            if (digits is 0 or > 9 || !Utf8Parser.TryParse(text[..digits], out fraction, out _)) return false;
            text = text[digits..];
            for (; digits < 6; digits++) fraction *= 10;
            for (; digits > 6; digits--) fraction /= 10;
        }

        micros = (((((hours * 60L) + minutes) * 60) + seconds) * MicrosPerSecond) + fraction;
        return true;
    }

    private static bool TryDays(int year, int month, int day, out int days)
    {
        days = 0;
        if (month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(year, month)) return false;
        days = new DateOnly(year, month, day).DayNumber - EpochDay;
        return true;
    }

    private static bool TrySkip(ref ReadOnlySpan<byte> text, byte character)
    {
        if (text.IsEmpty || text[0] != character) return false;
        text = text[1..];
        return true;
    }

    private static bool TryReadNumber(ref ReadOnlySpan<byte> text, int maxDigits, out int number)
    {
        number = 0;
        var digits = 0;
        while (digits < maxDigits && digits < text.Length && text[digits] is >= (byte)'0' and <= (byte)'9')
        {
            number = (number * 10) + (text[digits++] - '0');
        }

        text = text[digits..];
        return digits > 0;
    }
}
