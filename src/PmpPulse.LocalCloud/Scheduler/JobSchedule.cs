using Cronos;

namespace PmpPulse.LocalCloud.Scheduler;

/// <summary>
/// A job's schedule: unix cron in a time zone, or <c>every &lt;duration&gt;</c> such as <c>every 20s</c>. Google's Scheduler lacks the
/// latter and can't run more often than once a minute. Such a job runs at multiples of the duration since 1970; the minimum is 50 ms.
/// </summary>
internal sealed class JobSchedule
{
    private const string Every = "every ";

    private static readonly TimeSpan MinInterval = TimeSpan.FromMilliseconds(50);

    private readonly CronExpression? _cron;
    private readonly TimeZoneInfo _zone = TimeZoneInfo.Utc;
    private readonly TimeSpan _every;

    private JobSchedule(CronExpression cron, TimeZoneInfo zone) => (_cron, _zone) = (cron, zone);

    private JobSchedule(TimeSpan every) => _every = every;

    public static bool TryParse(string schedule, string timeZone, out JobSchedule? parsed)
    {
        parsed = null;
        if (!TimeZoneInfo.TryFindSystemTimeZoneById(timeZone, out var zone)) return false;
        if (schedule.StartsWith(Every, StringComparison.Ordinal))
        {
            if (!ParsedDuration.TryParse(schedule[Every.Length..], out var every) || every < MinInterval) return false;
            parsed = new JobSchedule(every);
            return true;
        }

        // Cronos also accepts macros such as @daily, which Google does not
        if (schedule.StartsWith('@') || !CronExpression.TryParse(schedule, CronFormat.Standard, out var cron)) return false;
        parsed = new JobSchedule(cron, zone);
        return true;
    }

    /// <summary>The first time after <paramref name="after"/>; null if there is none, as for 30 February.</summary>
    public DateTimeOffset? Next(DateTimeOffset after)
    {
        if (_cron is not null) return _cron.GetNextOccurrence(after, _zone)?.ToUniversalTime();
        var since = after - DateTimeOffset.UnixEpoch;
        return DateTimeOffset.UnixEpoch + (_every * (Math.Floor(since / _every) + 1));
    }
}
