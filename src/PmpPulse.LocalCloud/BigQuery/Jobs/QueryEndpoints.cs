using PmpPulse.LocalCloud.BigQuery.Errors;
using PmpPulse.LocalCloud.BigQuery.Resources;
using PmpPulse.LocalCloud.BigQuery.Rest;
using PmpPulse.LocalCloud.BigQuery.Schema;
using PmpPulse.LocalCloud.BigQuery.TableData;

namespace PmpPulse.LocalCloud.BigQuery.Jobs;

/// <summary>jobs.query and jobs.getQueryResults.</summary>
internal static class QueryEndpoints
{
    private const int MaxRows = 100_000;
    private static readonly TimeSpan DefaultWait = TimeSpan.FromSeconds(10);

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/projects/{project}/queries", QueryAsync);
        routes.MapGet("/projects/{project}/queries/{job}", ResultsAsync);
    }

    private static async Task<IResult> QueryAsync(
        HttpContext http, string project, JobRegistry registry, QueryRunner runner, TimeProvider clock)
    {
        var request = await RequestBody.ReadAsync(http.Request, BigQueryJson.Default.QueryRequest, http.RequestAborted);
        var query = QueryChecks.ToConfiguration(request);
        if (request.DryRun == true)
        {
            QueryChecks.Check(query);
            var plan = await runner.PlanAsync(project, query, http.RequestAborted);
            return Json(new QueryResponse
            {
                Kind = "bigquery#queryResponse",
                Schema = SchemaReader.Write(plan.Fields),
                JobReference = new JobReference { ProjectId = project, Location = JobRegistry.Location },
                TotalBytesProcessed = plan.BytesProcessed,
                JobComplete = true,
                CacheHit = false,
            });
        }

        var configuration = new JobConfiguration { Query = query, JobTimeoutMs = request.JobTimeoutMs, Labels = request.Labels };
        var job = registry.Start(project, null, configuration, request.RequestId);
        var page = new Page(0, request.MaxResults, request.FormatOptions?.UseInt64Timestamp ?? false);
        return await AnswerAsync(http, job, "bigquery#queryResponse", request.TimeoutMs, page, runner, clock);
    }

    private static Task<IResult> ResultsAsync(
        HttpContext http, string project, string job, JobRegistry registry, QueryRunner runner, TimeProvider clock,
        int? maxResults, string? pageToken, string? startIndex, long? timeoutMs)
    {
        var start = pageToken is { Length: > 0 } ? Paging.Position(pageToken) : TableDataEndpoints.Index(startIndex);
        var page = new Page(start, maxResults, TableDataEndpoints.IsTrue(http.Request.Query["formatOptions.useInt64Timestamp"]));
        return AnswerAsync(http, registry.Find(project, job), "bigquery#getQueryResultsResponse", timeoutMs, page, runner, clock);
    }

    private static async Task<IResult> AnswerAsync(
        HttpContext http, QueryJob job, string kind, long? timeoutMs, Page page, QueryRunner runner, TimeProvider clock)
    {
        if (page.MaxResults < 0) throw BigQueryException.Invalid("maxResults must not be negative.", "maxResults");
        var wait = timeoutMs is { } asked ? TimeSpan.FromMilliseconds(Math.Clamp(asked, 0, int.MaxValue)) : DefaultWait;
        if (!await CompletesAsync(job, wait, clock, http.RequestAborted))
        {
            return Json(new QueryResponse { Kind = kind, JobReference = job.Reference, JobComplete = false });
        }

        if (job.Error is { } error) throw error;

        var outcome = job.Outcome!;
        var rows = await runner.ReadAsync(
            outcome, page.Start, Math.Min(page.MaxResults ?? MaxRows, MaxRows), page.Int64Timestamps, TableDataEndpoints.MaxPageBytes,
            http.RequestAborted);
        var next = page.Start + rows.Count;
        return Json(new QueryResponse
        {
            Kind = kind,
            Etag = kind == "bigquery#queryResponse" ? null : $"{job.Reference.JobId}-{page.Start}",
            Schema = SchemaReader.Write(outcome.Fields),
            JobReference = job.Reference,
            TotalRows = outcome.ResultTable is null ? (outcome.AffectedRows is null ? 0 : null) : outcome.TotalRows,
            PageToken = outcome.ResultTable is not null && next < outcome.TotalRows ? Paging.Token(next) : null,
            Rows = rows.Count == 0 ? null : new RawJson(rows.Json),
            TotalBytesProcessed = outcome.BytesProcessed,
            JobComplete = true,
            CacheHit = false,
            NumDmlAffectedRows = outcome.AffectedRows,
            DmlStats = JobDescriptions.DmlStats(outcome),
        });
    }

    private static async Task<bool> CompletesAsync(QueryJob job, TimeSpan wait, TimeProvider clock, CancellationToken cancellationToken)
    {
        if (job.IsDone) return true;
        if (wait == TimeSpan.Zero) return false;
        try
        {
            await job.Done.WaitAsync(wait, clock, cancellationToken);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }

    private static IResult Json(QueryResponse response) => Results.Json(response, BigQueryJson.Default.QueryResponse);

    private sealed record Page(long Start, int? MaxResults, bool Int64Timestamps);
}
