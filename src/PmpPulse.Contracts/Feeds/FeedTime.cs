using System.Buffers.Text;
using System.Text;
using PmpPulse.Contracts.Json;

namespace PmpPulse.Contracts.Feeds;

/// <summary>
/// A point in time as feeds write it: POSIX seconds (GBFS up to 2.x; a fraction is kept), RFC 3339 (GBFS 3.0), and what is seen in the
/// wild: POSIX milliseconds, and either number as text. Only times from 2000 to 2099 are accepted.
/// </summary>
public static class FeedTime
{
    // 2000-01-01 and 2100-01-01; a number of milliseconds in that span is above any number of seconds in it
    private const long EarliestSecond = 946_684_800;
    private const long LatestSecond = 4_102_444_800;

    /// <summary>How far ahead of its collection a publication time is accepted.</summary>
    public static readonly TimeSpan AheadTolerance = TimeSpan.FromMinutes(5);

    private static readonly DateTimeOffset Earliest = DateTimeOffset.FromUnixTimeSeconds(EarliestSecond);
    private static readonly DateTimeOffset Latest = DateTimeOffset.FromUnixTimeSeconds(LatestSecond);

    /// <summary>Whether a time is in the accepted range.</summary>
    public static bool IsBelievable(DateTimeOffset time) => time >= Earliest && time < Latest;

    /// <summary>Whether POSIX seconds are in the accepted range.</summary>
    public static bool IsBelievable(long seconds) => seconds is >= EarliestSecond and < LatestSecond;

    /// <summary>Reads a JSON number's characters.</summary>
    public static bool TryParseNumber(ReadOnlySpan<byte> utf8, out DateTimeOffset time)
    {
        time = default;
        if (!Utf8Parser.TryParse(utf8, out decimal number, out var consumed) || consumed != utf8.Length) return false;
        if (number is >= EarliestSecond * 1000m and < LatestSecond * 1000m) number /= 1000;
        if (number is < EarliestSecond or >= LatestSecond) return false;
        time = DateTimeOffset.UnixEpoch.AddTicks((long)(number * 1_000_000) * TimeSpan.TicksPerMicrosecond);
        return true;
    }

    /// <summary>Reads the text of a JSON string: RFC 3339, or a number, with or without spaces around it.</summary>
    public static bool TryParseText(string text, out DateTimeOffset time)
    {
        ArgumentNullException.ThrowIfNull(text);
        time = default;
        // like counts written as text
        text = text.Trim(' ');
        // a whole timestamp with any number of digits fits easily
        if (text.Length > 64 || !Ascii.IsValid(text)) return false;
        Span<byte> utf8 = stackalloc byte[text.Length];
        Encoding.ASCII.GetBytes(text, utf8);
        return Rfc3339.TryParse(utf8, out time) ? IsBelievable(time) : TryParseNumber(utf8, out time);
    }
}
