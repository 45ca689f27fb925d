using PmpPulse.Cli.Running;

namespace PmpPulse.Cli.Collect;

/// <summary>Fires a Scheduler job now and waits for the outcome of its call.</summary>
internal static class Poll
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(75);
    private static readonly TimeSpan FirstPollInterval = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan MaxPollInterval = TimeSpan.FromSeconds(2);

    /// <returns>Why it failed; null when it succeeded.</returns>
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
        for (var interval = FirstPollInterval; clock.GetElapsedTime(asked) < Timeout; interval = interval * 2 < MaxPollInterval ? interval * 2 : MaxPollInterval)
        {
            var now = await scheduler.FindAsync(job, cancellationToken);
            if (now?.LastAttemptTime is not null && now.LastAttemptTime != before.LastAttemptTime)
            {
                return await PollFailure.ReadAsync(context, job, now, cancellationToken);
            }

            await Task.Delay(interval, clock, cancellationToken);
        }

        return $"no outcome within {Timeout.TotalSeconds:0} s";
    }
}
