using PmpPulse.Contracts.Topology;
using PmpPulse.GoogleCloud.Scheduler;
using PmpPulse.Warehouse;

namespace PmpPulse.Local.Provisioning;

/// <summary>Creates the Scheduler jobs that fill the tables of <c>pmp_marts</c> by posting their statements to BigQuery.</summary>
internal sealed class RefreshSchedules(SchedulerClient scheduler, ServiceAccounts accounts, string project)
{
    /// <param name="bigQuery">BigQuery's address.</param>
    /// <param name="cancellationToken">Cancels the calls; running it again is safe.</param>
    public async Task ApplyAsync(Uri bigQuery, CancellationToken cancellationToken)
    {
        foreach (var refresh in WarehouseFiles.Refreshes)
        {
            var job = new SchedulerJob
            {
                Description = refresh.Schedule.Description,
                Schedule = refresh.Schedule.LocalSchedule ?? refresh.Schedule.Cron,
                TimeZone = refresh.Schedule.TimeZone,
                AttemptDeadline = refresh.Schedule.Deadline,
                HttpTarget = new SchedulerHttpTarget
                {
                    Uri = new Uri(bigQuery, $"bigquery/v2/projects/{project}/queries").ToString(),
                    HttpMethod = "POST",
                    Headers = new Dictionary<string, string> { ["Content-Type"] = "application/json" },
                    Body = refresh.JobBody(),
                    OauthToken = new SchedulerOAuthToken(accounts.MartsRefresher, SharedNames.BigQueryScope),
                },
            };
            if (await scheduler.FindAsync(refresh.Schedule.Job, cancellationToken) is null)
            {
                await scheduler.CreateAsync(refresh.Schedule.Job, job, cancellationToken);
            }
            else
            {
                await scheduler.PatchAsync(refresh.Schedule.Job, job, cancellationToken);
            }
        }
    }
}
