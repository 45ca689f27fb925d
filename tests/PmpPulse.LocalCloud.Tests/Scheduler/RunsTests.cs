using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Time.Testing;
using Microsoft.IdentityModel.JsonWebTokens;
using PmpPulse.LocalCloud.Tests.PubSub;
using PmpPulse.Testing;

namespace PmpPulse.LocalCloud.Tests.Scheduler;

public sealed class RunsTests
{
    private static readonly TimeSpan Step = TimeSpan.FromSeconds(1);

    [Fact]
    public async Task Due_Job_CallsItsTargetAsGoogleDoes()
    {
        await using var host = await SchedulerHost.StartAsync();
        await using var receiver = await PushReceiver.StartAsync();
        var job = SchedulerHost.Job(receiver.Endpoint);
        job["httpTarget"]!["httpMethod"] = "POST";
        job["httpTarget"]!["headers"] = new JsonObject { ["Content-Type"] = "application/json", ["X-Extra"] = "1" };
        job["httpTarget"]!["body"] = Convert.ToBase64String("{}"u8);
        job["httpTarget"]!["oidcToken"] = new JsonObject { ["serviceAccountEmail"] = "scheduler@p.test", ["audience"] = "https://collector.test" };
        await host.CreateAsync(job);

        await host.UntilAsync(() => !receiver.All.IsEmpty, Step);
        var request = await receiver.NextAsync();

        request.Method.Should().Be("POST");
        request.Bytes.Should().Equal("{}"u8.ToArray());
        request.ContentType.Should().Be("application/json");
        request.Headers["X-Extra"].Should().Be("1");
        request.Headers["User-Agent"].Should().Be("Google-Cloud-Scheduler");
        request.Headers["X-CloudScheduler"].Should().Be("true");
        request.Headers["X-CloudScheduler-JobName"].Should().Be("poll");
        request.Headers["X-CloudScheduler-ScheduleTime"].Should().Be("2026-03-28T12:01:00Z");
        var token = new JsonWebToken(request.Authorization["Bearer ".Length..]);
        token.GetClaim("email").Value.Should().Be("scheduler@p.test");
        token.Audiences.Should().Equal("https://collector.test");
        var due = new DateTimeOffset(2026, 3, 28, 12, 1, 0, TimeSpan.Zero);
        var after = await host.WaitForAsync(j => j["status"] is not null && j["scheduleTime"]!.GetValue<DateTimeOffset>() > due);
        after["status"]!.AsObject().Should().BeEmpty("an empty status is a success");
        after["lastAttemptTime"]!.GetValue<DateTimeOffset>().Should().BeOnOrAfter(due);
    }

    [Fact]
    public async Task Due_JobWithAnOAuthToken_SendsAnAccessToken()
    {
        await using var host = await SchedulerHost.StartAsync();
        await using var receiver = await PushReceiver.StartAsync();
        var asked = SchedulerHost.Job(receiver.Endpoint);
        asked["httpTarget"]!["oauthToken"] = new JsonObject { ["serviceAccountEmail"] = "refresher@p.test" };

        var job = await host.CreateAsync(asked);
        await host.UntilAsync(() => !receiver.All.IsEmpty, Step);

        job["httpTarget"]!["oauthToken"]!["scope"]!.GetValue<string>().Should().Be("https://www.googleapis.com/auth/cloud-platform");
        (await receiver.NextAsync()).Authorization.Should().StartWith("Bearer ");
    }

    [Fact]
    public async Task Every_Seconds_RunsAtMultiples()
    {
        await using var host = await SchedulerHost.StartAsync();
        await using var receiver = await PushReceiver.StartAsync();
        await host.CreateAsync(SchedulerHost.Job(receiver.Endpoint, "every 20s"));

        await host.UntilAsync(() => receiver.All.Count >= 3, Step);

        receiver.All.Take(3).Select(r => r.Headers["X-CloudScheduler-ScheduleTime"]).Should()
            .Equal("2026-03-28T12:00:40Z", "2026-03-28T12:01:00Z", "2026-03-28T12:01:20Z");
    }

    [Fact]
    public async Task Run_PausedJob_RunsNowAndStaysPaused()
    {
        await using var host = await SchedulerHost.StartAsync();
        await using var receiver = await PushReceiver.StartAsync();
        await host.CreateAsync(SchedulerHost.Job(receiver.Endpoint));
        await host.SendAsync(HttpMethod.Post, $"{SchedulerHost.Parent}/jobs/poll:pause");
        host.Clock.Advance(TimeSpan.FromMinutes(5));
        receiver.HasMore.Should().BeFalse();

        await host.SendAsync(HttpMethod.Post, $"{SchedulerHost.Parent}/jobs/poll:run");

        await receiver.NextAsync();
        (await host.WaitForAsync(j => j["status"] is not null))["state"]!.GetValue<string>().Should().Be("PAUSED");
    }

    [Fact]
    public async Task Failure_WithoutRetries_IsInTheStatusUntilTheNextRun()
    {
        await using var host = await SchedulerHost.StartAsync();
        await using var receiver = await PushReceiver.StartAsync();
        receiver.Answer = _ => Task.FromResult(502);
        await host.CreateAsync(SchedulerHost.Job(receiver.Endpoint, "0 13 * * *"));

        await host.SendAsync(HttpMethod.Post, $"{SchedulerHost.Parent}/jobs/poll:run");
        var job = await host.WaitForAsync(j => j["status"] is not null);
        host.Clock.Advance(TimeSpan.FromMinutes(10));

        job["status"]!["code"]!.GetValue<int>().Should().Be(13, "INTERNAL stands for a 5xx");
        job["status"]!["message"]!.GetValue<string>().Should().Contain("502");
        receiver.All.Should().ContainSingle();
    }

    [Theory]
    [InlineData("""{"type":"about:blank","status":502,"reason":"feed_not_json","detail":"the feed answered a web page"}""", "HTTP 502: feed_not_json: the feed answered a web page")]
    [InlineData("<h1>Bad gateway</h1>", "HTTP 502: <h1>Bad gateway</h1>")]
    [InlineData("""{"error":{"code":502}}""", """HTTP 502: {"error":{"code":502}}""")]
    [InlineData("", "HTTP 502")]
    public async Task Failure_WithAReason_IsInTheStatus(string body, string message)
    {
        await using var host = await SchedulerHost.StartAsync();
        await using var target = WebApplication.CreateSlimBuilder().Build();
        target.Urls.Add("http://127.0.0.1:0");
        target.Run(context =>
        {
            context.Response.StatusCode = 502;
            return context.Response.WriteAsync(body);
        });
        await target.StartAsync(TestContext.Current.CancellationToken);
        await host.CreateAsync(SchedulerHost.Job(target.Urls.First(), "0 13 * * *"));

        await host.SendAsync(HttpMethod.Post, $"{SchedulerHost.Parent}/jobs/poll:run");
        var job = await host.WaitForAsync(j => j["status"] is not null);

        job["status"]!["message"]!.GetValue<string>().Should().Be(message);
    }

    [Fact]
    public async Task Failure_WithRetries_RetriesWithBackoffUntilSuccess()
    {
        await using var host = await SchedulerHost.StartAsync();
        await using var receiver = await PushReceiver.StartAsync();
        var times = new List<DateTimeOffset>();
        receiver.Answer = _ =>
        {
            times.Add(host.Clock.GetUtcNow());
            return Task.FromResult(times.Count < 4 ? 503 : 200);
        };
        var asked = SchedulerHost.Job(receiver.Endpoint, "0 13 * * *");
        asked["retryConfig"] = new JsonObject { ["retryCount"] = 5, ["minBackoffDuration"] = "10s", ["maxBackoffDuration"] = "25s" };
        await host.CreateAsync(asked);

        await host.SendAsync(HttpMethod.Post, $"{SchedulerHost.Parent}/jobs/poll:run");
        await host.UntilAsync(() => times.Count >= 4, Step);

        var pauses = times.Zip(times.Skip(1), (a, b) => (b - a).TotalSeconds).ToArray();
        // a busy machine adds the time of the call to each pause
        pauses[0].Should().BeInRange(10, 19);
        pauses[1].Should().BeInRange(20, 24);
        pauses[2].Should().BeInRange(25, 34);
        await host.WaitForAsync(j => j["status"]!.AsObject().Count == 0 && j["scheduleTime"]!.GetValue<string>() == "2026-03-28T13:00:00Z");
    }

    [Fact]
    public async Task Attempt_LongerThanItsDeadline_IsDeadlineExceeded()
    {
        await using var host = await SchedulerHost.StartAsync();
        await using var receiver = await PushReceiver.StartAsync();
        var never = new TaskCompletionSource<int>();
        receiver.Answer = _ => never.Task;
        var asked = SchedulerHost.Job(receiver.Endpoint, "0 13 * * *");
        asked["attemptDeadline"] = "15s";
        await host.CreateAsync(asked);

        await host.SendAsync(HttpMethod.Post, $"{SchedulerHost.Parent}/jobs/poll:run");
        await receiver.NextAsync();
        host.Clock.Advance(TimeSpan.FromSeconds(16));
        var job = await host.WaitForAsync(j => j["status"] is not null);
        never.SetResult(200);

        job["status"]!["code"]!.GetValue<int>().Should().Be(4);
    }

    [Fact]
    public async Task Due_WhileStillRunning_IsNotStartedTwice()
    {
        await using var host = await SchedulerHost.StartAsync();
        await using var receiver = await PushReceiver.StartAsync();
        await using var witness = await PushReceiver.StartAsync();
        var slow = new TaskCompletionSource<int>();
        receiver.Answer = _ => slow.Task;
        await host.CreateAsync(SchedulerHost.Job(receiver.Endpoint, "every 10s"));
        await host.CreateAsync(SchedulerHost.Job(witness.Endpoint, "every 10s", "witness"));

        await host.UntilAsync(() => !receiver.All.IsEmpty, Step);
        // this job was due as often as the witness ran
        await host.UntilAsync(() => witness.All.Count >= 4, Step, hanging: "poll");

        receiver.All.Should().ContainSingle();
        slow.SetResult(200);
        await host.UntilAsync(() => receiver.All.Count >= 2, Step);
    }

    [Fact]
    public async Task Restart_AfterMissedRuns_SkipsThem()
    {
        using var directory = new TemporaryDirectory();
        await using var receiver = await PushReceiver.StartAsync();
        await using (var host = await SchedulerHost.StartAsync(directory)) await host.CreateAsync(SchedulerHost.Job(receiver.Endpoint, "every 10s"));
        var later = new FakeTimeProvider(new DateTimeOffset(2026, 3, 28, 18, 0, 1, TimeSpan.Zero));

        await using var restarted = await SchedulerHost.StartAsync(directory, later);
        await restarted.UntilAsync(() => !receiver.All.IsEmpty, Step);

        receiver.All.Should().ContainSingle().Which.Headers["X-CloudScheduler-ScheduleTime"].Should().Be("2026-03-28T18:00:10Z");
    }
}
