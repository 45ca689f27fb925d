using PmpPulse.Cli.Running;

namespace PmpPulse.Cli.Collect;

/// <summary>Fires a Scheduler job now and waits for how its call went.</summary>
internal static class Poll
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(75);
    private static readonly TimeSpan Glance = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestGlance = TimeSpan.FromSeconds(2);

    /// <returns>Why it failed; null when it went well.</returns>
    public static async Task<string?> RunAsync(CommandContext context, string job, CancellationToken cancellationToken)
    {
        var (scheduler, clock) = (context.Clients.Scheduler, context.Clock);
        var before = await scheduler.FindAsync(job, cancellationToken);
        if (before is null)
        {
            return $"there is no such job in {scheduler.Parent}: deploy it with `make deploy`, or set its region in {GoogleCloudSettings.SchedulerRegion.Name}.";
        }

        await scheduler.RunAsync(job, cancellationToken);
        var asked = clock.GetTimestamp();
        for (var glance = Glance; clock.GetElapsedTime(asked) < Patience; glance = glance * 2 < LongestGlance ? glance * 2 : LongestGlance)
        {
            var now = await scheduler.FindAsync(job, cancellationToken);
            if (now?.LastAttemptTime is not null && now.LastAttemptTime != before.LastAttemptTime)
            {
                return await PollFailure.ReadAsync(context, job, now, cancellationToken);
            }

            await Task.Delay(glance, clock, cancellationToken);
        }

        return $"no outcome within {Patience.TotalSeconds:0} s";
    }
}
