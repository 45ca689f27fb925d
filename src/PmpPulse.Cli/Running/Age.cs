using PmpPulse.Contracts.Json;

namespace PmpPulse.Cli.Running;

/// <summary>Spans of time as operators write them: <c>30s</c>, <c>10m</c>, <c>2h</c>, <c>7d</c>.</summary>
internal static class Age
{
    public const string TimeForms = "an RFC 3339 time such as 2026-11-25T20:00:00Z, or an age such as 30m, 2h or 7d";

    public static bool TryRead(string text, out TimeSpan age) => ParsedDuration.TryParse(text, out age) && age > TimeSpan.Zero;

    /// <summary>Reads a time, given as such or as an age.</summary>
    public static bool TryReadTime(string text, DateTimeOffset now, out DateTimeOffset time)
    {
        if (Rfc3339.TryParse(text, out time)) return true;
        if (!TryRead(text, out var age) || now - DateTimeOffset.UnixEpoch < age) return false;
        time = now - age;
        return true;
    }
}
