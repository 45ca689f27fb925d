using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;

namespace PmpPulse.Contracts.Json;

/// <summary>
/// Timestamps as <see href="https://www.rfc-editor.org/rfc/rfc3339">RFC 3339</see> writes them, kept in UTC to the microsecond, which is
/// as fine as BigQuery's TIMESTAMP.
/// </summary>
public static class Rfc3339
{
    /// <summary>Longest text <see cref="Format(DateTimeOffset, Span{byte})"/> writes: <c>2025-10-18T09:09:16.123456Z</c>.</summary>
    public const int MaxLength = 27;

    private const int DateTimeLength = 19;

    /// <summary>Writes UTC, with six digits of a second's fraction where it isn't zero. What is below a microsecond is cut off.</summary>
    public static string Format(DateTimeOffset value) => value.ToUniversalTime().ToString(Pattern(value), CultureInfo.InvariantCulture);

    /// <inheritdoc cref="Format(DateTimeOffset)"/>
    /// <param name="value">The time.</param>
    /// <param name="utf8">At least <see cref="MaxLength"/> bytes.</param>
    /// <returns>How many bytes were written.</returns>
    public static int Format(DateTimeOffset value, Span<byte> utf8)
    {
        var written = value.ToUniversalTime().TryFormat(utf8, out var length, Pattern(value), CultureInfo.InvariantCulture);
        return written ? length : throw new ArgumentException($"A timestamp needs {MaxLength} bytes.", nameof(utf8));
    }

    /// <summary>
    /// Reads a date and time with its offset: any offset, any number of fractional digits (cut to microseconds), <c>T</c> and <c>Z</c> in
    /// either case, a space for <c>T</c> (RFC 3339, 5.6), a leap second (counted as the next minute's first).
    /// False for anything else, and for times that are not between the years 1 and 9999 in UTC.
    /// </summary>
    public static bool TryParse(ReadOnlySpan<byte> utf8, out DateTimeOffset value)
    {
        value = default;
        if (utf8.Length <= DateTimeLength || !TryReadDateTime(utf8[..DateTimeLength], out var ticks)) return false;

        var rest = utf8[DateTimeLength..];
        if (rest[0] == '.')
        {
            if (!TryReadFraction(rest[1..], out var fraction, out var digits)) return false;
            ticks += fraction;
            rest = rest[(digits + 1)..];
        }

        if (!TryReadOffset(rest, out var offset)) return false;
        ticks -= offset.Ticks;
        if (ticks < DateTime.MinValue.Ticks || ticks > DateTime.MaxValue.Ticks) return false;
        value = new DateTimeOffset(ticks, TimeSpan.Zero);
        return true;
    }

    /// <inheritdoc cref="TryParse(ReadOnlySpan{byte}, out DateTimeOffset)"/>
    public static bool TryParse([NotNullWhen(true)] string? text, out DateTimeOffset value)
    {
        value = default;
        // the longest sensible timestamp is far shorter; a longer text is not one
        if (text is null || text.Length > 128) return false;
        Span<byte> utf8 = stackalloc byte[3 * text.Length];
        return TryParse(utf8[..Encoding.UTF8.GetBytes(text, utf8)], out value);
    }

    private static string Pattern(DateTimeOffset value) => value.Ticks / TimeSpan.TicksPerMicrosecond % 1_000_000 == 0
        ? "yyyy-MM-dd'T'HH:mm:ss'Z'"
        : "yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'";

    private static bool TryReadDateTime(ReadOnlySpan<byte> text, out long ticks)
    {
        ticks = 0;
        if (!Digits(text[..4], out var year) || text[4] != '-'
            || !Digits(text[5..7], out var month) || text[7] != '-'
            || !Digits(text[8..10], out var day) || text[10] is not ((byte)'T' or (byte)'t' or (byte)' ')
            || !Digits(text[11..13], out var hour) || text[13] != ':'
            || !Digits(text[14..16], out var minute) || text[16] != ':'
            || !Digits(text[17..19], out var second))
        {
            return false;
        }

        if (year < 1 || month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(year, month) || hour > 23 || minute > 59 || second > 60)
            return false;

        ticks = new DateTime(year, month, day, hour, minute, 0, DateTimeKind.Utc).Ticks + second * TimeSpan.TicksPerSecond;
        return true;
    }

    private static bool TryReadFraction(ReadOnlySpan<byte> text, out long ticks, out int digits)
    {
        ticks = 0;
        var unit = TimeSpan.TicksPerSecond / 10;
        for (digits = 0; digits < text.Length && text[digits] is >= (byte)'0' and <= (byte)'9'; digits++)
        {
            if (unit < TimeSpan.TicksPerMicrosecond) continue;
            ticks += (text[digits] - '0') * unit;
            unit /= 10;
        }

        return digits > 0;
    }

    private static bool TryReadOffset(ReadOnlySpan<byte> text, out TimeSpan offset)
    {
        offset = default;
        if (text is [(byte)'Z' or (byte)'z']) return true;
        if (text is not [(byte)'+' or (byte)'-', _, _, (byte)':', _, _]) return false;
        if (!Digits(text[1..3], out var hours) || !Digits(text[4..6], out var minutes) || hours > 23 || minutes > 59) return false;
        offset = new TimeSpan(hours, minutes, 0);
        if (text[0] == '-') offset = -offset;
        return true;
    }

    private static bool Digits(ReadOnlySpan<byte> text, out int value)
    {
        value = 0;
        foreach (var digit in text)
        {
            if (digit is < (byte)'0' or > (byte)'9') return false;
            value = value * 10 + (digit - '0');
        }

        return true;
    }
}
