using System.Globalization;
using PmpPulse.Contracts;
using PmpPulse.GoogleCloud.Scheduler;

namespace PmpPulse.Local.Provisioning;

/// <summary>Makes the two Scheduler jobs that call the collectors, or points them to where those listen now.</summary>
internal sealed class PollingSchedule(SchedulerClient scheduler, ServiceAccounts accounts)
{
    /// <summary>The job that polls the station status, at the given interval.</summary>
    public Task PollStatusAsync(Uri collect, TimeSpan interval, CancellationToken cancellationToken) => ApplyAsync(
        ResourceNames.SchedulerJobs.StatusPoll,
        "Polls the station status",
        interval == TimeSpan.FromMinutes(1) ? "* * * * *" : string.Create(CultureInfo.InvariantCulture, $"every {interval.TotalSeconds:0.###}s"),
        collect,
        ResourceNames.Services.StatusCollector,
        cancellationToken);

    /// <summary>The daily job that reads the station information, at 03:10 in Paris.</summary>
    public Task PollInformationAsync(Uri collect, CancellationToken cancellationToken) => ApplyAsync(
        ResourceNames.SchedulerJobs.StationInfoDaily,
        "Reads the station information",
        "10 3 * * *",
        collect,
        ResourceNames.Services.StationInfoCollector,
        cancellationToken);

    private async Task ApplyAsync(string id, string description, string schedule, Uri collect, string audience, CancellationToken cancellationToken)
    {
        var job = new SchedulerJob
        {
            Description = description,
            Schedule = schedule,
            TimeZone = "Europe/Paris",
            AttemptDeadline = "60s",
            HttpTarget = new SchedulerHttpTarget
            {
                Uri = collect.ToString(),
                OidcToken = new SchedulerOidcToken(accounts.Scheduler, audience),
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
