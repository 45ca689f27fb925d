namespace PmpPulse.FeedSimulator.City;

/// <summary>When the city rides and where to: two rushes on weekdays, one long afternoon at weekends. Hours are local.</summary>
internal static class CityRhythm
{
    private const int HoursInWeek = 168;

    // rides begun, by hour of the day; 1 is the morning rush
    private static readonly double[] Weekday =
    [
        0.10, 0.06, 0.04, 0.03, 0.04, 0.10, 0.28, 0.70, 1.00, 0.72, 0.46, 0.48,
        0.62, 0.62, 0.54, 0.56, 0.74, 1.00, 1.08, 0.88, 0.60, 0.42, 0.32, 0.20,
    ];

    private static readonly double[] Weekend =
    [
        0.24, 0.20, 0.15, 0.10, 0.06, 0.05, 0.07, 0.12, 0.24, 0.40, 0.56, 0.66,
        0.70, 0.74, 0.80, 0.82, 0.80, 0.76, 0.70, 0.62, 0.52, 0.42, 0.36, 0.30,
    ];

    // how far commuters are from home, by hour of a weekday: 1 is everybody at work
    private static readonly double[] ShareAtWork =
    [
        0.00, 0.00, 0.00, 0.00, 0.00, 0.02, 0.06, 0.20, 0.62, 0.93, 1.00, 1.00,
        0.96, 0.94, 0.97, 0.98, 0.95, 0.80, 0.48, 0.24, 0.12, 0.07, 0.03, 0.01,
    ];

    private static readonly double[] ActivityUntil = Cumulate();

    /// <summary>How much is ridden now: about 0.03 in the dead of night, about 1 in a rush.</summary>
    public static double Activity(DateTime local)
    {
        var hour = HourOfWeek(local, out var part);
        return Interpolate(ActivityAt, hour, part);
    }

    /// <summary>How much has been ridden since a fixed Monday, in hours of rush: time that runs fast by day and hardly at night.</summary>
    public static double ActivitySince(DateTime local)
    {
        var hour = HourOfWeek(local, out var part);
        var weeks = Math.Floor((local - new DateTime(2018, 1, 1, 0, 0, 0, DateTimeKind.Unspecified)).TotalDays / 7);
        var from = ActivityAt(hour);
        var now = Interpolate(ActivityAt, hour, part);
        return weeks * ActivityUntil[HoursInWeek] + ActivityUntil[hour] + (from + now) / 2 * part;
    }

    /// <summary>How many commuters are at work, from 0 to 1; a fifth of them at weekends.</summary>
    public static double Commuted(DateTime local)
    {
        var hour = HourOfWeek(local, out var part);
        return Interpolate(CommutedAt, hour, part);
    }

    private static double Interpolate(Func<int, double> at, int hour, double part)
    {
        var from = at(hour);
        return from + (at((hour + 1) % HoursInWeek) - from) * part;
    }

    private static double ActivityAt(int hour) => (hour / 24 >= 5 ? Weekend : Weekday)[hour % 24];

    private static double CommutedAt(int hour) => ShareAtWork[hour % 24] * (hour / 24 >= 5 ? 0.2 : 1);

    private static int HourOfWeek(DateTime local, out double part)
    {
        part = (local.TimeOfDay.TotalHours) % 1;
        // Monday is day 0
        return ((int)local.DayOfWeek + 6) % 7 * 24 + local.Hour;
    }

    private static double[] Cumulate()
    {
        var until = new double[HoursInWeek + 1];
        for (var hour = 0; hour < HoursInWeek; hour++)
        {
            until[hour + 1] = until[hour] + (ActivityAt(hour) + ActivityAt((hour + 1) % HoursInWeek)) / 2;
        }

        return until;
    }
}
