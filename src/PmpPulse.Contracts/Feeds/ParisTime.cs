namespace PmpPulse.Contracts.Feeds;

/// <summary>
/// Local time in Paris by the European Union's rule (summer time from the last Sunday of March to that of October, 01:00 UTC), so that it
/// is the same on a machine, or in a container, without a time zone database.
/// </summary>
public static class ParisTime
{
    /// <summary>The wall clock in Paris at an instant.</summary>
    public static DateTime Local(DateTimeOffset instant)
    {
        var utc = instant.UtcDateTime;
        var summer = utc >= LastSunday(utc.Year, 3) && utc < LastSunday(utc.Year, 10);
        return DateTime.SpecifyKind(utc.AddHours(summer ? 2 : 1), DateTimeKind.Unspecified);
    }

    private static DateTime LastSunday(int year, int month)
    {
        var last = new DateTime(year, month, 31, 1, 0, 0, DateTimeKind.Utc);
        return last.AddDays(-(int)last.DayOfWeek);
    }
}
