using System.Globalization;
using PmpPulse.Contracts.Topology;
using PmpPulse.GoogleCloud.Scheduler;

namespace PmpPulse.Local.Provisioning;

/// <summary>Creates the Scheduler jobs that call the collectors, or points them to the collectors' current addresses.</summary>
internal sealed class PollingSchedule(SchedulerClient scheduler, ServiceAccounts accounts)
{
    /// <param name="feed">The feed.</param>
    /// <param name="collect">The address that the job calls.</param>
    /// <param name="interval">How often, for a feed that is polled every minute on Google Cloud.</param>
    /// <param name="cancellationToken">Cancels the call; running it again is safe.</param>
    public async Task ApplyAsync(FeedTopology feed, Uri collect, TimeSpan interval, CancellationToken cancellationToken)
    {
        var id = feed.Schedule.Job;
        var job = new SchedulerJob
        {
            Description = feed.Schedule.Description,
            Schedule = feed.Schedule.IsEveryMinute && interval != TimeSpan.FromMinutes(1)
                ? string.Create(CultureInfo.InvariantCulture, $"every {interval.TotalSeconds:0.###}s")
                : feed.Schedule.Cron,
            TimeZone = feed.Schedule.TimeZone,
            AttemptDeadline = feed.Schedule.Deadline,
            HttpTarget = new SchedulerHttpTarget
            {
                Uri = collect.ToString(),
                OidcToken = new SchedulerOidcToken(accounts.Scheduler, feed.Collector.Service),
            },
        };
        if (await scheduler.FindAsync(id, cancellationToken) is null)
        {
            await scheduler.CreateAsync(id, job, cancellationToken);
        }
        else
        {
            await scheduler.PatchAsync(id, job, cancellationToken);
        }
    }
}
