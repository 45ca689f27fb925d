using PmpPulse.Cli.Collect;
using PmpPulse.Cli.Running;
using PmpPulse.Cli.Status;
using PmpPulse.Contracts.Topology;
using PmpPulse.GoogleCloud.BigQuery;
using PmpPulse.Operations;

namespace PmpPulse.Cli.Doctor;

/// <summary>Checks that the feeds deliver: their polls, and how long nothing new has arrived.</summary>
internal static class FeedCheck
{
    public static async Task<IReadOnlyList<Finding>> ExamineAsync(CommandContext context, CancellationToken cancellationToken)
    {
        var jobs = new List<JobStatus>();
        await foreach (var job in context.Clients.Scheduler.ListAsync(cancellationToken))
        {
            var name = job.Name!.Split('/')[^1];
            jobs.Add(new JobStatus(name, job.State ?? "unknown", job.Schedule ?? "", job.LastAttemptTime, await PollFailure.ReadAsync(context, name, job, cancellationToken)));
        }

        // free on this machine; on Google Cloud `pmpctl status` asks for it
        var newest = new Dictionary<FeedTopology, DateTimeOffset?>();
        if (context.Target == Target.Local)
        {
            foreach (var feed in context.Feeds) newest[feed] = await NewestAsync(context, feed, cancellationToken);
        }

        var findings = FeedHealth.FindProblems(jobs, newest, context.Endpoints, context.Clock.GetUtcNow())
            .Select(problem => Finding.Problem(FeedHealth.Part, problem, "pmpctl collect (asks again now; the log has more: pmpctl logs collector --severity warning)"))
            .ToList();
        if (findings.Count == 0) findings.Add(Finding.Ok(FeedHealth.Part, "no poll failed"));
        return findings;
    }

    private static async Task<DateTimeOffset?> NewestAsync(CommandContext context, FeedTopology feed, CancellationToken cancellationToken)
    {
        var query = new BigQueryQuery($"SELECT MAX(ingest_ts) AS newest FROM {feed.CuratedTable} WHERE system_id = @system_id")
        {
            Parameters = [QueryParameter.String("system_id", context.SystemId)],
        };
        return (await (await context.Clients.BigQuery.QueryAsync(query, cancellationToken)).ReadAllAsync(cancellationToken))[0].GetTimestampOrNull("newest");
    }
}
