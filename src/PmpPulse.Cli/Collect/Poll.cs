using PmpPulse.GoogleCloud;
using PmpPulse.GoogleCloud.Scheduler;

namespace PmpPulse.Cli.Collect;

/// <summary>Fires a Scheduler job now and waits for how its call went.</summary>
internal static class Poll
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(75);
    private static readonly TimeSpan Glance = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestGlance = TimeSpan.FromSeconds(2);

    /// <returns>Why it failed; null when it went well.</returns>
    public static async Task<string?> RunAsync(SchedulerClient scheduler, string job, TimeProvider clock, CancellationToken cancellationToken)
    {
        var before = await scheduler.FindAsync(job, cancellationToken);
        if (before is null)
        {
            return $"there is no such job in {scheduler.Parent}: deploy it with `make deploy`, or name its region by {GoogleCloudOptions.SchedulerRegionKey}.";
        }

        await scheduler.RunAsync(job, cancellationToken);
        var asked = clock.GetTimestamp();
        for (var glance = Glance; clock.GetElapsedTime(asked) < Patience; glance = glance * 2 < LongestGlance ? glance * 2 : LongestGlance)
        {
            var now = await scheduler.FindAsync(job, cancellationToken);
            if (now?.LastAttemptTime is not null && now.LastAttemptTime != before.LastAttemptTime)
            {
                return now.Status is { Code: not 0 } status ? status.Message ?? $"code {status.Code}" : null;
            }

            await Task.Delay(glance, clock, cancellationToken);
        }

        return $"no outcome within {Patience.TotalSeconds:0} s";
    }
}
