using PmpPulse.LocalCloud.BigQuery.Errors;
using PmpPulse.LocalCloud.BigQuery.Resources;
using PmpPulse.LocalCloud.BigQuery.Rest;

namespace PmpPulse.LocalCloud.BigQuery.Jobs;

/// <summary>https://cloud.google.com/bigquery/docs/reference/rest/v2/jobs, without query results.</summary>
internal static class JobEndpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        var jobs = routes.MapGroup("/projects/{project}/jobs");
        jobs.MapPost("", InsertAsync);
        jobs.MapGet("", List);
        jobs.MapGet(
            "/{job}", (HttpContext http, string project, string job, JobRegistry registry) => Answer(http, registry.Find(project, job)));
        jobs.MapPost("/{job}/cancel", CancelAsync);
    }

    private static async Task<IResult> InsertAsync(HttpContext http, string project, JobRegistry registry)
    {
        var body = await RequestBody.ReadAsync(http.Request, BigQueryJson.Default.JobResource, http.RequestAborted);
        Unsupported.Refuse(body, "job");
        var configuration = body.Configuration ?? throw BigQueryException.Invalid("Required parameter is missing: configuration");
        QueryChecks.Check(configuration);
        var job = registry.Start(project, body.JobReference?.JobId is { Length: > 0 } id ? id : null, configuration);
        if (configuration.DryRun == true)
        {
            await job.Done.WaitAsync(http.RequestAborted);
            if (job.Error is { } error) throw error;
        }

        return Answer(http, job);
    }

    private static IResult List(
        HttpContext http, string project, JobRegistry registry, int? maxResults, string? pageToken, string[]? stateFilter)
    {
        var jobs = registry.List(project);
        if (stateFilter is { Length: > 0 })
        {
            jobs = [.. jobs.Where(job => stateFilter.Contains(job.State, StringComparer.OrdinalIgnoreCase))];
        }

        var (page, next) = Paging.Page(jobs, maxResults ?? 50, pageToken);
        var items = page.Select(job => JobDescriptions.Describe(http.Request, job) with
        {
            SelfLink = null,
            Etag = null,
            State = job.State,
            ErrorResult = JobDescriptions.ErrorOf(job),
        });
        return Results.Json(
            new JobList("bigquery#jobList", $"{jobs.Count}-{page.Count}", page.Count == 0 ? null : [.. items], next),
            BigQueryJson.Default.JobList);
    }

    private static async Task<IResult> CancelAsync(HttpContext http, string project, string job, JobRegistry registry)
    {
        var found = registry.Find(project, job);
        await found.CancelAsync();
        return Results.Json(
            new JobCancelResponse("bigquery#jobCancelResponse", JobDescriptions.Describe(http.Request, found)),
            BigQueryJson.Default.JobCancelResponse);
    }

    private static IResult Answer(HttpContext http, QueryJob job) =>
        Results.Json(JobDescriptions.Describe(http.Request, job), BigQueryJson.Default.JobResource);
}
