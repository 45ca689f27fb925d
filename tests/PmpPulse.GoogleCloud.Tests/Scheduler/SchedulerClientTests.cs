using System.Collections.Concurrent;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using PmpPulse.GoogleCloud.Scheduler;
using PmpPulse.GoogleCloud.Tests.Infrastructure;

namespace PmpPulse.GoogleCloud.Tests.Scheduler;

public sealed class SchedulerClientTests : IAsyncLifetime
{
    private const string Job = """
        { "name": "projects/p/locations/europe-west1/jobs/poll", "schedule": "* * * * *", "timeZone": "Europe/Paris", "state": "PAUSED",
          "scheduleTime": "2026-11-23T15:41:00Z", "lastAttemptTime": "2026-11-23T15:40:00.123456789Z", "status": { "code": 14, "message": "unreachable" },
          "httpTarget": { "uri": "https://collector/collect", "httpMethod": "GET", "oidcToken": { "serviceAccountEmail": "s@p", "audience": "https://collector" } } }
        """;

    private readonly ConcurrentQueue<(string Line, string Body)> _requests = new();
    private ScriptedGoogle _google = null!;
    private GoogleCloudClients _clients = null!;

    private SchedulerClient Scheduler => _clients.Scheduler;

    public async ValueTask InitializeAsync()
    {
        _google = await ScriptedGoogle.StartAsync();
        _clients = _google.RestClients();
    }

    public async ValueTask DisposeAsync()
    {
        _clients.Dispose();
        await _google.DisposeAsync();
    }

    [Fact]
    public async Task FindAsync_Existing_ReadsAll()
    {
        Answer(200, Job);

        var job = await Scheduler.FindAsync("poll");

        job!.State.Should().Be("PAUSED");
        job.TimeZone.Should().Be("Europe/Paris");
        job.ScheduleTime.Should().Be(new DateTimeOffset(2026, 11, 23, 15, 41, 0, TimeSpan.Zero));
        job.LastAttemptTime.Should().BeCloseTo(new DateTimeOffset(2026, 11, 23, 15, 40, 0, 123, TimeSpan.Zero), TimeSpan.FromMilliseconds(1));
        job.Status.Should().Be(new SchedulerStatus { Code = 14, Message = "unreachable" });
        job.HttpTarget!.OidcToken.Should().Be(new SchedulerOidcToken("s@p", "https://collector"));
        _requests.Single().Line.Should().Be("GET /v1/projects/p/locations/europe-west1/jobs/poll");
    }

    [Fact]
    public async Task FindAsync_Missing_IsNull()
    {
        Answer(404, """{ "error": { "code": 404, "message": "Job not found.", "status": "NOT_FOUND" } }""");

        (await Scheduler.FindAsync("poll")).Should().BeNull();
    }

    [Fact]
    public async Task CreateAsync_Job_IsNamedAndSentWithoutUnsetFields()
    {
        Answer(200, Job);

        await Scheduler.CreateAsync("poll", new SchedulerJob
        {
            Schedule = "every 1s",
            HttpTarget = new SchedulerHttpTarget { Uri = "http://127.0.0.1:8101/collect", OidcToken = new SchedulerOidcToken("s@p") },
        });

        _requests.Single().Should().Be((
            "POST /v1/projects/p/locations/europe-west1/jobs",
            """{"name":"projects/p/locations/europe-west1/jobs/poll","schedule":"every 1s","httpTarget":{"uri":"http://127.0.0.1:8101/collect","httpMethod":"GET","oidcToken":{"serviceAccountEmail":"s@p"}}}"""));
    }

    [Fact]
    public async Task PatchAsync_TwoMembers_MasksThem()
    {
        Answer(200, Job);

        await Scheduler.PatchAsync("poll", new SchedulerJob { Schedule = "0 3 * * *", TimeZone = "Europe/Paris" });

        _requests.Single().Line.Should().Be("PATCH /v1/projects/p/locations/europe-west1/jobs/poll?updateMask=schedule%2CtimeZone");
    }

    [Fact]
    public async Task Actions_Each_CallsItsVerb()
    {
        Answer(200, Job);

        await Scheduler.PauseAsync("poll");
        await Scheduler.ResumeAsync("poll");
        await Scheduler.RunAsync("poll");
        await Scheduler.DeleteAsync("poll");

        const string Path = "/v1/projects/p/locations/europe-west1/jobs/poll";
        _requests.Select(request => request.Line).Should().Equal($"POST {Path}:pause", $"POST {Path}:resume", $"POST {Path}:run", $"DELETE {Path}");
    }

    [Fact]
    public async Task ListAsync_Pages_AreFollowed()
    {
        var pages = new Queue<string>([$$"""{ "jobs": [ {{Job}} ], "nextPageToken": "n" }""", $$"""{ "jobs": [ {{Job}} ] }"""]);
        _google.OnRest = async context =>
        {
            await RecordAsync(context);
            await context.Response.WriteAsync(pages.Dequeue());
        };

        (await Scheduler.ListAsync().ToListAsync()).Should().HaveCount(2);

        _requests.Last().Line.Should().EndWith("/jobs?pageToken=n");
    }

    private void Answer(int status, string body) => _google.OnRest = async context =>
    {
        await RecordAsync(context);
        context.Response.StatusCode = status;
        await context.Response.WriteAsync(body);
    };

    private async Task RecordAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body);
        _requests.Enqueue(($"{context.Request.Method} {context.Features.Get<IHttpRequestFeature>()!.RawTarget}", await reader.ReadToEndAsync()));
    }
}
