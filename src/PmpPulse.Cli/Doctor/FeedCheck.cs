using PmpPulse.Cli.Collect;
using PmpPulse.Cli.Running;
using PmpPulse.Cli.Status;
using PmpPulse.GoogleCloud.BigQuery;
using PmpPulse.Operations;

namespace PmpPulse.Cli.Doctor;

/// <summary>Whether the feed delivers: its polls, and how long nothing new has come.</summary>
internal static class FeedCheck
{
    private const string Newest = "SELECT MAX(ingest_ts) AS newest FROM pmp_marts.gbfs_latest_state WHERE system_id = @system_id";

    public static async Task<IReadOnlyList<Finding>> ExamineAsync(CommandContext context, CancellationToken cancellationToken)
    {
        var jobs = new List<JobStatus>();
        await foreach (var job in context.Clients.Scheduler.ListAsync(cancellationToken))
        {
            var name = job.Name!.Split('/')[^1];
            jobs.Add(new JobStatus(name, job.State ?? "unknown", job.Schedule ?? "", job.LastAttemptTime, await PollFailure.ReadAsync(context, name, job, cancellationToken)));
        }

        var newest = context.Target == Target.Gcp ? null : await NewestAsync(context, cancellationToken);
        var findings = FeedHealth.Judge(jobs, newest, context.Endpoints, context.Clock.GetUtcNow())
            .Select(problem => Finding.Problem(FeedHealth.Part, problem, "pmpctl collect (asks again now; the log has more: pmpctl logs collector --severity warning)"))
            .ToList();
        if (findings.Count == 0) findings.Add(Finding.Well(FeedHealth.Part, "no poll failed"));
        return findings;
    }

    /// <summary>Free on this machine; on Google Cloud `pmpctl status` asks for it.</summary>
    private static async Task<DateTimeOffset?> NewestAsync(CommandContext context, CancellationToken cancellationToken) =>
        (await (await context.Clients.BigQuery.QueryAsync(
            new BigQueryQuery(Newest) { Parameters = [QueryParameter.String("system_id", context.SystemId)] }, cancellationToken)).ReadAllAsync(cancellationToken))[0].GetTimestampOrNull("newest");
}
