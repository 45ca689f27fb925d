using PmpPulse.Cli.Tests.Support;
using PmpPulse.ScriptedGoogle;
using PmpPulse.Testing;

namespace PmpPulse.Cli.Tests.Status;

public sealed class StatusCommandTests
{
    [Fact]
    public async Task Status_UnreadableParts_HideNothingElse()
    {
        await using var cloud = await ScriptedCloud.StartAsync();
        cloud.On("GET", "/jobs", 200, """{"jobs":[{"name":"projects/p/locations/l/jobs/velib-poll-every-minute","state":"ENABLED","schedule":"* * * * *"}]}""");
        cloud.On("GET", "/workerPools/pmp-velib-curated", 200, """{"name":"x","scaling":{"manualInstanceCount":1}}""");
        cloud.On("GET", "/timeSeries", 403, """{"error":{"code":403,"message":"Permission monitoring.timeSeries.list denied."}}""");
        cloud.On("POST", "/queries", body => body.Contains("velib_station_status_raw", StringComparison.Ordinal)
            ? (400, """{"error":{"code":400,"message":"Table is broken.","errors":[{"reason":"invalid"}]}}""")
            : (200, """
                {"jobComplete":true,"totalRows":"1","schema":{"fields":[{"name":"n","type":"INTEGER"},{"name":"drills","type":"INTEGER"},{"name":"stations","type":"INTEGER"},
                  {"name":"last_event","type":"TIMESTAMP"},{"name":"last_poll","type":"TIMESTAMP"}]},
                 "rows":[{"f":[{"v":"42"},{"v":"3"},{"v":"7"},{"v":"1764064800000000"},{"v":null}]}]}
                """));

        var run = await Pmpctl.RunAsync(cloud.Environment, "status", "--output", "json");

        run.ExitCode.Should().Be(ExitCodes.Found);
        run.Json["schedulers"]![0]!["state"]!.ToString().Should().Be("ENABLED");
        run.Json["engines"]!.AsArray().Select(engine => (string?)engine).Should().Equal("worker");
        var feed = run.Json["feeds"]!.AsArray().Single(feed => (string?)feed!["feed"] == Velib.Status.Id)!;
        ((long)feed["curated_rows"]!).Should().Be(42);
        ((long)run.Json["stations"]!).Should().Be(7);
        ((long)run.Json["drill_dead_letters"]!).Should().Be(9, "each of three tables has three");
        run.Json["system"]!["project"]!.ToString().Should().Be("p");
        feed["written_rows"].Should().BeNull();
        run.Json["problems"]!.AsArray().Select(problem => (string?)problem!["part"]).Should().BeEquivalentTo("backlog", "rows of velib.station_status");
        run.Json["problems"]!.ToJsonString().Should().Contain("monitoring.timeSeries.list").And.Contain("Table is broken");
    }

    [Fact]
    public async Task Status_PollFailsOnGoogleCloud_ShowsTheCollectorsLogMessage()
    {
        await using var cloud = await ScriptedCloud.StartAsync();
        AdminCalls.HealthyProject.Arrange(cloud);
        cloud.On("GET", "/v1/projects/p/locations/europe-west1/jobs", 200, """
            {"jobs":[{"name":"projects/p/locations/l/jobs/velib-poll-every-minute","state":"ENABLED","schedule":"* * * * *","lastAttemptTime":"2026-11-25T10:00:00Z","status":{"code":13}}]}
            """);
        cloud.On("POST", "/v2/entries:list", body => (200, body.Contains("pmp-velib-collector", StringComparison.Ordinal)
            ? """{"entries":[{"timestamp":"2026-11-25T10:00:01Z","severity":"ERROR","jsonPayload":{"message":"station_status not collected: feed_timeout: no answer within 20 s"}}]}"""
            : "{}"));

        foreach (var command in new[] { "status", "doctor" })
        {
            var run = await Pmpctl.RunAsync(cloud.Environment, command);

            run.ExitCode.Should().Be(ExitCodes.Found, command);
            run.Output.Should().Contain("velib-poll-every-minute failed").And.Contain("code 13: station_status not collected: feed_timeout: no answer within 20 s");
        }
    }

    [Fact]
    public async Task Status_TwoEnginesAtOnce_IsReported()
    {
        await using var cloud = await ScriptedCloud.StartAsync();
        cloud.Subscription!.PushConfig = new() { PushEndpoint = "https://somewhere/pubsub" };
        cloud.On("GET", "/workerPools/pmp-velib-curated", 200, """{"name":"x","scaling":{"manualInstanceCount":2}}""");

        var run = await Pmpctl.RunAsync(cloud.Environment, "status");

        run.ExitCode.Should().Be(ExitCodes.Found);
        run.Output.Should().Contain("push and worker").And.Contain("Two engines run at once for velib.station_status: `pmpctl up");
    }

    [Fact]
    public async Task Status_NoCredentials_IsAMissingSetting()
    {
        using var directory = new TemporaryDirectory();
        var environment = new Dictionary<string, string> { ["GOOGLE_APPLICATION_CREDENTIALS"] = Path.Combine(directory.Path, "missing.json") };

        var (exitCode, _, errors) = await PmpctlProcess.RunAsync(environment, "status", "--target", "gcp", "--project", "p");

        exitCode.Should().Be(ExitCodes.Misused);
        errors.Should().Contain("gcloud auth application-default login");
    }

    [Theory]
    [InlineData(0, 0, 0.95, "nothing runs")]
    [InlineData(1, 31, 33, "estimate: worker")]
    public async Task Status_OnGoogleCloud_EstimatesTheRunningEnginesCost(int instances, decimal least, decimal most, string basis)
    {
        await using var cloud = await ScriptedCloud.StartAsync();
        cloud.On("GET", "/workerPools/pmp-velib-curated", 200, $$$"""{"name":"x","scaling":{"manualInstanceCount":{{{instances}}}}}""");

        var run = await Pmpctl.RunAsync(cloud.Environment, "status", "--output", "json");

        var cost = run.Json["cost"]!;
        ((decimal)cost["month_usd"]!).Should().BeInRange(least, most);
        ((decimal)cost["so_far_usd"]!).Should().BeInRange(0, (decimal)cost["month_usd"]!);
        cost["basis"]!.ToString().Should().Contain(basis);
    }

    [Theory]
    [InlineData(-90, 90, 0)]
    [InlineData(5, 0, 0)]
    [InlineData(3600, 0, 1)]
    public async Task Status_SnapshotFromTheFuture_HasNoNegativeAgeAndIsReportedIfFarAhead(int secondsFromNow, double freshness, int exitCode)
    {
        var clock = new FastForwardTime();
        await using var cloud = await ScriptedCloud.StartAsync();
        AdminCalls.HealthyProject.Arrange(cloud);
        var poll = (clock.GetUtcNow().AddSeconds(secondsFromNow).ToUnixTimeMilliseconds() * 1000).ToString(System.Globalization.CultureInfo.InvariantCulture);
        cloud.On("POST", "/queries", 200, $$"""
            {"jobComplete":true,"totalRows":"1","schema":{"fields":[{"name":"n","type":"INTEGER"},{"name":"drills","type":"INTEGER"},{"name":"stations","type":"INTEGER"},
              {"name":"last_event","type":"TIMESTAMP"},{"name":"last_poll","type":"TIMESTAMP"}]},"rows":[{"f":[{"v":"1"},{"v":"0"},{"v":"1"},{"v":"{{poll}}"},{"v":"{{poll}}"}]}]}
            """);

        var run = await Pmpctl.RunAsync(cloud.Environment, clock, "status", "--output", "json");

        run.ExitCode.Should().Be(exitCode, run.Output);
        // the snapshot ages while the command runs
        run.Json["feeds"]!.AsArray().Select(feed => (double)feed!["freshness_s"]!).Should().HaveCount(2).And.OnlyContain(age => age >= freshness && age <= freshness + 600);
        run.Json["problems"]!.AsArray().Select(problem => problem!["problem"]!.ToString()).Count(text =>
            text.StartsWith("the newest snapshot says it was collected ", StringComparison.Ordinal) && text.Contains("date -u", StringComparison.Ordinal)).Should().Be(2 * exitCode, "each feed reports it");
    }
}
