using Grpc.Core;
using PmpPulse.Cli.Tests.Support;
using PmpPulse.Contracts.Topology;
using PmpPulse.ScriptedGoogle;

namespace PmpPulse.Cli.Tests.Down;

public sealed class DownCommandTests : IAsyncLifetime
{
    private const string Jobs = "/v1/projects/p/locations/europe-west1/jobs/";
    private const string StatusJob = Jobs + "velib-poll-every-minute";
    private const string Pool = "/v2/projects/p/locations/europe-west9/workerPools/pmp-velib-curated";

    private static readonly IReadOnlyList<string> AllPauses = [.. ((string[])["velib-poll-every-minute", "pmp-velib-station-info-daily", .. SharedNames.RefreshJobs]).Select(job => $"{Jobs}{job}:pause")];

    private ScriptedCloud _cloud = null!;

    public async ValueTask InitializeAsync()
    {
        _cloud = await ScriptedCloud.StartAsync();
        foreach (var path in AllPauses) _cloud.On("POST", path, 200, """{"name":"x","state":"PAUSED"}""");
        _cloud.On("PATCH", Pool, 200, """{"name":"projects/p/locations/europe-west9/operations/1","done":true}""");
        _cloud.On("GET", "/v3/projects/p/timeSeries", 200, """
            {"timeSeries":[{"resource":{"type":"pubsub_subscription","labels":{"subscription_id":"pmp-events-dataflow-sub"}},
              "points":[{"interval":{"startTime":"2026-11-25T10:00:00Z","endTime":"2026-11-25T10:00:00Z"},"value":{"int64Value":"1234"}},
                        {"interval":{"endTime":"2026-11-25T09:59:00Z"},"value":{"int64Value":"7"}}]}]}
            """);
        _cloud.On("GET", "/bigquery/v2/projects/p/datasets/pmp_curated/tables/velib_station_status", 200, """{"numBytes":"3221225472"}""");
    }

    public ValueTask DisposeAsync() => _cloud.DisposeAsync();

    [Fact]
    public async Task Down_EverythingRuns_StopsAllAndSaysWhatStillCosts()
    {
        var run = await Pmpctl.RunAsync(_cloud.Environment, "down", "--output", "json");

        run.ExitCode.Should().Be(ExitCodes.Succeeded, run.Error);
        run.Json["steps"]!.AsArray().Select(step => $"{step!["result"]} {step["step"]}").Should().Equal(
            "done pause velib-poll-every-minute",
            "done pause pmp-velib-station-info-daily",
            "done pause pmp-station-windows-hourly",
            "done pause pmp-station-usual-daily",
            "done pause pmp-city-usual-daily",
            "done stop pushing pmp-events-dataflow-sub",
            "done set worker pool pmp-velib-curated to 0 instances",
            "unchanged look for Dataflow jobs");
        _cloud.Requests.Should().Contain([
            $"POST {StatusJob}:pause {{}}",
            "PUSH projects/p/subscriptions/pmp-events-dataflow-sub",
            $$$"""PATCH {{{Pool}}}?updateMask=scaling.manualInstanceCount {"scaling":{"manualInstanceCount":0}}"""]);
        run.Json["still_costs"]!.ToJsonString().Should().Contain("3.00 GiB").And.Contain("1,234").And.Contain("Alert policies: about $0.70 a month").And.Contain("images");
        run.Error.Should().Contain("pause velib-poll-every-minute", "slow steps must report progress");
    }

    [Theory]
    [InlineData(401, "gcloud auth application-default login")]
    [InlineData(403, "pmpctl doctor")]
    [InlineData(409, "run this again")]
    [InlineData(500, "Google's fault")]
    public async Task Down_FirstStepRefused_TriesTheOthersAndGivesTheRemedy(int status, string remedy)
    {
        _cloud.On("POST", StatusJob + ":pause", status, $$$"""{"error":{"code":{{{status}}},"message":"The reason."}}""");

        var run = await Pmpctl.RunAsync(_cloud.Environment, "down", "--output", "json");

        run.ExitCode.Should().Be(ExitCodes.Found);
        var steps = run.Json["steps"]!.AsArray();
        steps.Select(step => (string?)step!["result"]).Should().Equal("failed", "done", "done", "done", "done", "done", "done", "unchanged");
        ((string?)steps[0]!["detail"]).Should().Contain($"({status}): The reason.").And.Contain(remedy);
    }

    [Fact]
    public async Task Down_EverythingRefused_ReportsEachStep()
    {
        foreach (var path in AllPauses) _cloud.On("POST", path, 403, "{}");
        _cloud.On("PATCH", Pool, 403, """{"error":{"code":403,"message":"Permission 'run.workerpools.update' denied."}}""");
        _cloud.On("GET", "/v3/projects/p/timeSeries", 403, "not even JSON");
        _cloud.Dataflow.Refusal = new RpcException(new Grpc.Core.Status(StatusCode.PermissionDenied, "Permission 'dataflow.jobs.list' denied."));
        _cloud.PubSubRefusal = new RpcException(new Grpc.Core.Status(StatusCode.PermissionDenied, "User not authorized."));

        var run = await Pmpctl.RunAsync(_cloud.Environment, "down", "--output", "json");

        run.ExitCode.Should().Be(ExitCodes.Unavailable, "nothing was stopped");
        var steps = run.Json["steps"]!.AsArray();
        steps.Should().HaveCount(8).And.OnlyContain(step => (string?)step!["result"] == "failed");
        ((string?)steps[5]!["detail"]).Should().Contain("User not authorized").And.Contain("doctor");
        ((string?)steps[6]!["detail"]).Should().Contain("run.workerpools.update");
        run.Json["still_costs"]!.ToJsonString().Should().Contain("unknown");
    }

    [Fact]
    public async Task Down_NothingDeployed_HasNothingToStop()
    {
        await using var empty = await ScriptedCloud.StartAsync();
        empty.Subscription = null;

        var run = await Pmpctl.RunAsync(empty.Environment, "down", "--output", "json");

        run.ExitCode.Should().Be(ExitCodes.Succeeded, run.Error);
        run.Json["steps"]!.AsArray().Should().HaveCount(8).And.OnlyContain(step => (string?)step!["result"] == "unchanged");
    }

    [Fact]
    public async Task Down_AlreadyPaused_IsNotAFailure()
    {
        _cloud.On("POST", StatusJob + ":pause", 400, """{"error":{"code":400,"message":"Job is not enabled.","status":"FAILED_PRECONDITION"}}""");
        _cloud.On("GET", StatusJob, 200, """{"name":"x","state":"PAUSED"}""");

        var run = await Pmpctl.RunAsync(_cloud.Environment, "down", "--output", "json");

        run.ExitCode.Should().Be(ExitCodes.Succeeded, run.Output);
        ((string?)run.Json["steps"]![0]!["result"]).Should().Be("unchanged");
    }

    [Fact]
    public async Task Down_NoProject_IsMisuse()
    {
        var environment = new Microsoft.Extensions.Configuration.ConfigurationBuilder().Build();

        var run = await Pmpctl.RunAsync(environment, "down", "--target", "gcp");

        run.ExitCode.Should().Be(ExitCodes.Misused);
        run.Error.Should().Contain("GOOGLE_CLOUD_PROJECT");
    }

    [Fact]
    public async Task Down_OnlyCloudRunWorks_StopsItAndNamesTheRest()
    {
        foreach (var path in AllPauses) _cloud.On("POST", path, 403, """{"error":{"code":403,"message":"No."}}""");
        _cloud.On("GET", "/v3/projects/p/timeSeries", 403, "{}");
        _cloud.Dataflow.Refusal = new RpcException(new Grpc.Core.Status(StatusCode.PermissionDenied, "No."));
        _cloud.PubSubRefusal = new RpcException(new Grpc.Core.Status(StatusCode.PermissionDenied, "No."));

        var run = await Pmpctl.RunAsync(_cloud.Environment, "down");

        run.ExitCode.Should().Be(ExitCodes.Found);
        string.Join(' ', run.Output.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)).Should()
            .Contain("done set worker pool pmp-velib-curated to 0 instances")
            .And.Contain("Not stopped: pause velib-poll-every-minute; pause pmp-velib-station-info-daily; pause pmp-station-windows-hourly; pause pmp-station-usual-daily; pause pmp-city-usual-daily; stop pushing pmp-events-dataflow-sub; look for Dataflow jobs. "
                + "Fix what failed and run this again, or do it by hand: docs/07-demo-control.md.");
    }
}
