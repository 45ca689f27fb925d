using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http.HttpResults;
using PmpPulse.LocalCloud.Hosting;

namespace PmpPulse.LocalCloud.Scheduler;

/// <summary>LocalCloud's Cloud Scheduler v1.</summary>
internal static class SchedulerApi
{
    private const int MaxPage = 500;

    public static IServiceCollection AddScheduler(this IServiceCollection services)
    {
        services.AddSingleton<JobStore>();
        services.AddSingleton<JobAttempt>();
        services.AddSingleton<JobScheduler>();
        services.AddHostedService(provider => provider.GetRequiredService<JobScheduler>());
        return services;
    }

    public static void MapScheduler(this IEndpointRouteBuilder port)
    {
        var jobs = port.MapGroup("/v1/projects/{project}/locations/{location}/jobs");
        jobs.MapGet("", List);
        jobs.MapPost("", CreateAsync);
        jobs.MapGet("{job}", Get);
        jobs.MapPatch("{job}", PatchAsync);
        jobs.MapDelete("{job}", Delete);
        jobs.MapPost("{job}:pause", Pause);
        jobs.MapPost("{job}:resume", Resume);
        jobs.MapPost("{job}:run", Run);
    }

    private static JsonHttpResult<SchedulerJobList> List(
        string project, string location, JobScheduler scheduler, int pageSize = 0, string pageToken = "")
    {
        var size = pageSize is <= 0 or > MaxPage ? MaxPage : pageSize;
        var rest = scheduler.List(Parent(project, location)).Where(job => string.CompareOrdinal(job.Name, pageToken) > 0).Take(size + 1)
            .ToList();
        var page = rest.Take(size).ToList();
        return TypedResults.Json(
            new SchedulerJobList(page, rest.Count > size ? page[^1].Name : null), SchedulerJson.Default.SchedulerJobList);
    }

    private static async Task<JsonHttpResult<SchedulerJob>> CreateAsync(
        string project, string location, HttpRequest request, JobScheduler scheduler)
    {
        var job = JobPatch.Read(await BodyAsync(request));
        if (!job.Name.StartsWith(Parent(project, location) + "/jobs/", StringComparison.Ordinal))
        {
            throw RestApiException.InvalidArgument($"Job.name must begin with \"{Parent(project, location)}/jobs/\".");
        }

        return Answer(scheduler.Create(job));
    }

    private static JsonHttpResult<SchedulerJob> Get(string project, string location, string job, JobScheduler scheduler) =>
        Answer(scheduler.Get(Name(project, location, job)));

    private static async Task<JsonHttpResult<SchedulerJob>> PatchAsync(
        string project, string location, string job, HttpRequest request, JobScheduler scheduler, string? updateMask = null)
    {
        var body = await BodyAsync(request);
        return Answer(scheduler.Change(Name(project, location, job), current => JobPatch.Apply(current, body, updateMask)));
    }

    private static ContentHttpResult Delete(string project, string location, string job, JobScheduler scheduler)
    {
        scheduler.Delete(Name(project, location, job));
        return TypedResults.Text("{}", "application/json");
    }

    private static JsonHttpResult<SchedulerJob> Pause(string project, string location, string job, JobScheduler scheduler) =>
        Answer(scheduler.Change(Name(project, location, job), current => Switch(current, SchedulerJob.Enabled, SchedulerJob.Paused)));

    private static JsonHttpResult<SchedulerJob> Resume(string project, string location, string job, JobScheduler scheduler) =>
        Answer(scheduler.Change(Name(project, location, job), current => Switch(current, SchedulerJob.Paused, SchedulerJob.Enabled)));

    private static JsonHttpResult<SchedulerJob> Run(string project, string location, string job, JobScheduler scheduler) =>
        Answer(scheduler.Run(Name(project, location, job)));

    private static SchedulerJob Switch(SchedulerJob job, string from, string to) =>
        job.State == from
            ? job with { State = to }
            : throw RestApiException.FailedPrecondition($"Job [{job.Name}] is in state {job.State}; it must be {from}.");

    private static string Parent(string project, string location) => $"projects/{project}/locations/{location}";

    private static string Name(string project, string location, string job) => $"{Parent(project, location)}/jobs/{job}";

    private static JsonHttpResult<SchedulerJob> Answer(SchedulerJob job) => TypedResults.Json(job, SchedulerJson.Default.SchedulerJob);

    private static async Task<JsonObject> BodyAsync(HttpRequest request)
    {
        try
        {
            return await JsonNode.ParseAsync(
                request.Body,
                documentOptions: JsonDocuments.NoDuplicates,
                cancellationToken: request.HttpContext.RequestAborted) as JsonObject
                ?? throw RestApiException.InvalidArgument("Invalid JSON payload received. A JSON object is expected.");
        }
        catch (JsonException exception)
        {
            throw RestApiException.InvalidArgument($"Invalid JSON payload received. {exception.Message}");
        }
    }
}
