using System.Net;
using System.Text.Json.Nodes;
using PmpPulse.Testing;

namespace PmpPulse.LocalCloud.Tests.Scheduler;

public sealed class JobsTests
{
    private const string Target = "http://127.0.0.1:9/collect";

    [Fact]
    public async Task Create_Job_FillsInGooglesDefaults()
    {
        await using var host = await SchedulerHost.StartAsync();
        var asked = SchedulerHost.Job(Target, "10 3 * * *");
        asked["timeZone"] = "Europe/Paris";
        asked["httpTarget"]!["oidcToken"] = new JsonObject { ["serviceAccountEmail"] = "scheduler@p.test" };

        var job = await host.CreateAsync(asked);

        job["state"]!.GetValue<string>().Should().Be("ENABLED");
        // Paris switches to summer time on 29 March 2026: 03:10 there is 01:10 UTC
        job["scheduleTime"]!.GetValue<string>().Should().Be("2026-03-29T01:10:00Z");
        job["attemptDeadline"]!.GetValue<string>().Should().Be("180s");
        job["retryConfig"]!.ToJsonString().Should().Be("""{"maxRetryDuration":"0s","minBackoffDuration":"5s","maxBackoffDuration":"3600s","maxDoublings":5}""");
        job["httpTarget"]!["oidcToken"]!["audience"]!.GetValue<string>().Should().Be(Target);
        (await host.GetAsync()).ToJsonString().Should().Be(job.ToJsonString());
    }

    [Fact]
    public async Task List_Jobs_AreSortedByNameAndPaged()
    {
        await using var host = await SchedulerHost.StartAsync();
        foreach (var id in new[] { "c", "a", "b" }) await host.CreateAsync(SchedulerHost.Job(Target, id: id));

        var first = await host.SendAsync(HttpMethod.Get, $"{SchedulerHost.Parent}/jobs?pageSize=2");
        var second = await host.SendAsync(HttpMethod.Get, $"{SchedulerHost.Parent}/jobs?pageSize=2&pageToken={first["nextPageToken"]}");
        var elsewhere = await host.SendAsync(HttpMethod.Get, "projects/test-project/locations/europe-west9/jobs");

        Names(first).Concat(Names(second)).Should().Equal("a", "b", "c");
        second["nextPageToken"].Should().BeNull();
        Names(elsewhere).Should().BeEmpty();
    }

    [Fact]
    public async Task Create_SameNameTwice_AlreadyExists()
    {
        await using var host = await SchedulerHost.StartAsync();
        await host.CreateAsync(SchedulerHost.Job(Target));

        var error = await host.SendAsync(HttpMethod.Post, $"{SchedulerHost.Parent}/jobs", SchedulerHost.Job(Target), HttpStatusCode.Conflict);

        error["error"]!["status"]!.GetValue<string>().Should().Be("ALREADY_EXISTS");
    }

    [Theory]
    [InlineData("GET", "")]
    [InlineData("DELETE", "")]
    [InlineData("POST", ":run")]
    [InlineData("POST", ":pause")]
    [InlineData("POST", ":resume")]
    public async Task Job_Missing_IsNotFound(string method, string verb)
    {
        await using var host = await SchedulerHost.StartAsync();

        var error = await host.SendAsync(new HttpMethod(method), $"{SchedulerHost.Parent}/jobs/none{verb}", expected: HttpStatusCode.NotFound);

        error["error"]!["status"]!.GetValue<string>().Should().Be("NOT_FOUND");
    }

    [Theory]
    [InlineData("name", "null", "must begin with")]
    [InlineData("schedule", "null", "Schedule or time zone")]
    [InlineData("schedule", "\"61 * * * *\"", "Schedule or time zone")]
    [InlineData("schedule", "\"* * * * * *\"", "Schedule or time zone")]
    [InlineData("schedule", "\"@daily\"", "Schedule or time zone")]
    [InlineData("schedule", "\"every 0s\"", "Schedule or time zone")]
    [InlineData("schedule", "\"every s\"", "Schedule or time zone")]
    [InlineData("schedule", "\"every 10ms\"", "Schedule or time zone")]
    [InlineData("timeZone", "\"Europe/Atlantis\"", "Schedule or time zone")]
    [InlineData("name", "\"projects/test-project/locations/europe-west9/jobs/x\"", "must begin with")]
    [InlineData("name", "\"projects/test-project/locations/europe-west1/jobs/é\"", "must be formatted")]
    [InlineData("attemptDeadline", "\"14s\"", "attemptDeadline")]
    [InlineData("attemptDeadline", "\"3 minutes\"", "attemptDeadline")]
    [InlineData("retryConfig", "{\"retryCount\":6}", "retryCount")]
    [InlineData("retryConfig", "{\"minBackoffDuration\":\"10s\",\"maxBackoffDuration\":\"5s\"}", "maxBackoffDuration")]
    [InlineData("httpTarget", "null", "httpTarget")]
    [InlineData("httpTarget", "{\"uri\":\"ftp://x\"}", "uri")]
    [InlineData("httpTarget", "{\"uri\":\"http://x\",\"httpMethod\":\"STEAL\"}", "http_method")]
    [InlineData("httpTarget", "{\"uri\":\"http://x\",\"httpMethod\":\"GET\",\"body\":\"YQ==\"}", "body")]
    [InlineData("httpTarget", "{\"uri\":\"http://x\",\"oauthToken\":{\"serviceAccountEmail\":\"\"}}", "oauthToken.serviceAccountEmail")]
    [InlineData("httpTarget", "{\"uri\":\"http://x\",\"oauthToken\":{\"serviceAccountEmail\":\"a@b\"},\"oidcToken\":{\"serviceAccountEmail\":\"a@b\"}}", "either an oauthToken or an oidcToken")]
    [InlineData("nonsense", "1", "nonsense")]
    public async Task Create_Invalid_SaysWhatIsWrong(string field, string value, string message)
    {
        await using var host = await SchedulerHost.StartAsync();
        var job = SchedulerHost.Job(Target);
        job[field] = JsonNode.Parse(value);

        var error = await host.SendAsync(HttpMethod.Post, $"{SchedulerHost.Parent}/jobs", job, HttpStatusCode.BadRequest);

        error["error"]!["status"]!.GetValue<string>().Should().Be("INVALID_ARGUMENT");
        error["error"]!["message"]!.GetValue<string>().Should().Contain(message);
    }

    [Fact]
    public async Task Create_NameTwiceInTheJson_IsRefused()
    {
        await using var host = await SchedulerHost.StartAsync();
        using var body = new StringContent("""{"schedule":"* * * * *","schedule":"* * * * *"}""", System.Text.Encoding.UTF8, "application/json");

        using var response = await host.Http.PostAsync(new Uri($"{SchedulerHost.Parent}/jobs", UriKind.Relative), body, TestContext.Current.CancellationToken);

        response.StatusCode.Should().Be(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task Create_UnsupportedTarget_IsUnimplementedAndNamed()
    {
        await using var host = await SchedulerHost.StartAsync();
        var job = SchedulerHost.Job(Target);
        job["pubsubTarget"] = new JsonObject();

        var error = await host.SendAsync(HttpMethod.Post, $"{SchedulerHost.Parent}/jobs", job, HttpStatusCode.NotImplemented);

        error["error"]!["message"]!.GetValue<string>().Should().Contain("Job.pubsubTarget");
    }

    [Theory]
    [InlineData("schedule,http_target.uri")]
    [InlineData("schedule,httpTarget.uri")]
    [InlineData(null)]
    public async Task Patch_MaskedFields_ChangeAndTheRestStays(string? mask)
    {
        await using var host = await SchedulerHost.StartAsync();
        var asked = SchedulerHost.Job(Target);
        asked["description"] = "polls";
        await host.CreateAsync(asked);
        var change = new JsonObject { ["schedule"] = "30 13 * * *", ["httpTarget"] = new JsonObject { ["uri"] = "http://127.0.0.1:9/other", ["httpMethod"] = "GET" } };
        var query = mask is null ? "" : $"?updateMask={mask}";

        var job = await host.SendAsync(HttpMethod.Patch, $"{SchedulerHost.Parent}/jobs/poll{query}", change);

        job["description"]!.GetValue<string>().Should().Be("polls");
        job["scheduleTime"]!.GetValue<string>().Should().Be("2026-03-28T13:30:00Z");
        job["httpTarget"]!["uri"]!.GetValue<string>().Should().Be("http://127.0.0.1:9/other");
        job["httpTarget"]!["httpMethod"]!.GetValue<string>().Should().Be("GET");
    }

    [Fact]
    public async Task Patch_StateOrInvalid_IsRefusedAndChangesNothing()
    {
        await using var host = await SchedulerHost.StartAsync();
        var before = await host.CreateAsync(SchedulerHost.Job(Target));

        await host.SendAsync(HttpMethod.Patch, $"{SchedulerHost.Parent}/jobs/poll?updateMask=state", new JsonObject(), HttpStatusCode.BadRequest);
        await host.SendAsync(HttpMethod.Patch, $"{SchedulerHost.Parent}/jobs/poll", new JsonObject { ["schedule"] = "no" }, HttpStatusCode.BadRequest);

        (await host.GetAsync()).ToJsonString().Should().Be(before.ToJsonString());
    }

    [Fact]
    public async Task PauseAndResume_Job_ChangeItsState()
    {
        await using var host = await SchedulerHost.StartAsync();
        await host.CreateAsync(SchedulerHost.Job(Target));
        var path = $"{SchedulerHost.Parent}/jobs/poll";

        var paused = await host.SendAsync(HttpMethod.Post, $"{path}:pause");
        var again = await host.SendAsync(HttpMethod.Post, $"{path}:pause", expected: HttpStatusCode.BadRequest);
        var resumed = await host.SendAsync(HttpMethod.Post, $"{path}:resume");

        paused["state"]!.GetValue<string>().Should().Be("PAUSED");
        paused["scheduleTime"].Should().BeNull();
        again["error"]!["status"]!.GetValue<string>().Should().Be("FAILED_PRECONDITION");
        resumed["scheduleTime"]!.GetValue<string>().Should().Be("2026-03-28T12:01:00Z");
    }

    [Fact]
    public async Task Jobs_AfterRestart_ExistExceptDeletedOnes()
    {
        using var directory = new TemporaryDirectory();
        string before;
        await using (var host = await SchedulerHost.StartAsync(directory))
        {
            await host.CreateAsync(SchedulerHost.Job(Target, id: "gone"));
            await host.CreateAsync(SchedulerHost.Job(Target));
            await host.SendAsync(HttpMethod.Post, $"{SchedulerHost.Parent}/jobs/poll:pause");
            await host.SendAsync(HttpMethod.Delete, $"{SchedulerHost.Parent}/jobs/gone");
            before = (await host.GetAsync()).ToJsonString();
        }

        await using var restarted = await SchedulerHost.StartAsync(directory);

        (await restarted.GetAsync()).ToJsonString().Should().Be(before);
        await restarted.SendAsync(HttpMethod.Get, $"{SchedulerHost.Parent}/jobs/gone", expected: HttpStatusCode.NotFound);
    }

    private static IEnumerable<string> Names(JsonNode page) =>
        page["jobs"]!.AsArray().Select(job => job!["name"]!.GetValue<string>().Split('/')[^1]);
}
