using System.Globalization;
using PmpPulse.Cli.Tests.Support;
using PmpPulse.Contracts.Topology;
using PmpPulse.ScriptedGoogle;

namespace PmpPulse.Cli.Tests.Up;

public sealed class UpCommandTests : IAsyncLifetime
{
    private const string Jobs = "/v1/projects/p/locations/europe-west1/jobs/";
    private const string StatusJob = Jobs + "velib-poll-every-minute";
    private const string InformationJob = Jobs + "pmp-velib-station-info-daily";
    private const string Region = "/v2/projects/p/locations/europe-west9";
    private const string Pool = Region + "/workerPools/pmp-velib-curated";
    private const string Service = Region + "/services/pmp-velib-curated";
    private const string Deployed = """
        {"name":"x","template":{"containers":[{"image":"europe-west9-docker.pkg.dev/p/pmp/curation:abc","env":[
          {"name":"ENGINE","value":"push"},{"name":"OIDC_AUDIENCE","value":"https://pmp-velib-curated-1.europe-west9.run.app"},
          {"name":"OIDC_EMAIL","value":"pubsub-push@p.iam.gserviceaccount.com"}]}]},"terminalCondition":{"state":"CONDITION_SUCCEEDED"}}
        """;

    private readonly HashSet<string> _run = [];
    private ScriptedCloud _cloud = null!;

    public async ValueTask InitializeAsync()
    {
        _cloud = await ScriptedCloud.StartAsync();
        foreach (var job in (string[])[StatusJob, InformationJob, .. SharedNames.RefreshJobs.Select(job => Jobs + job)])
        {
            _cloud.On("POST", job + ":resume", 200, """{"name":"x","state":"ENABLED"}""");
            _cloud.On("POST", job + ":run", _ =>
            {
                _run.Add(job);
                return (200, "{}");
            });
            _cloud.On("GET", job, _ => (200, $$"""{"name":"x","state":"PAUSED","lastAttemptTime":"2026-11-25T10:0{{(_run.Contains(job) ? 1 : 0)}}:00Z"}"""));
        }

        _cloud.On("PATCH", Pool, 200, """{"name":"projects/p/locations/europe-west9/operations/1"}""");
        _cloud.On("GET", Service, 200, Deployed);
        _cloud.On("POST", "/queries", body => (200, $$"""
            {"jobComplete":true,"totalRows":"1","schema":{"fields":[{"name":"{{(body.Contains("start_ts", StringComparison.Ordinal) ? "start_ts" : "newest")}}","type":"TIMESTAMP"}]},
             "rows":[{"f":[{"v":"{{(TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds() * 1000).ToString(CultureInfo.InvariantCulture)}}"}]}]}
            """));
    }

    public ValueTask DisposeAsync() => _cloud.DisposeAsync();

    [Fact]
    public async Task Up_NoEngineNamed_StopsTheOthersThenPushesAsTheServiceExpects()
    {
        var run = await Pmpctl.RunAsync(_cloud.Environment, "up", "--output", "json");

        run.ExitCode.Should().Be(ExitCodes.Succeeded, run.Output + run.Error);
        ((string?)run.Json["engine"]).Should().Be("push");
        run.Json["steps"]!.AsArray().Should().OnlyContain(step => (string?)step!["result"] == "done" || (string?)step["step"] == "look for Dataflow jobs");
        var requests = _cloud.Requests.ToList();
        var stopped = requests.FindIndex(line => line.StartsWith("PATCH", StringComparison.Ordinal) && line.Contains("\"manualInstanceCount\":0", StringComparison.Ordinal));
        var pushed = requests.IndexOf(
            "PUSH projects/p/subscriptions/pmp-events-dataflow-sub https://pmp-velib-curated-1.europe-west9.run.app/pubsub pubsub-push@p.iam.gserviceaccount.com https://pmp-velib-curated-1.europe-west9.run.app");
        var resumed = requests.IndexOf($"POST {StatusJob}:resume {{}}");
        stopped.Should().BeGreaterThanOrEqualTo(0);
        pushed.Should().BeGreaterThan(stopped, "two engines never run at once");
        resumed.Should().BeGreaterThan(pushed, "polling must not start before curation");
        requests.Should().Contain($"POST {InformationJob}:run {{}}");
        requests.Should().Contain(SharedNames.RefreshJobs.Select(job => $"POST {Jobs}{job}:resume {{}}"));
        requests[^1].Should().Contain("MERGE pmp_marts.", "what came before the stop is computed at the end");
    }

    [Fact]
    public async Task Up_NoJobsForTheMarts_PollsAllTheSame()
    {
        foreach (var job in SharedNames.RefreshJobs)
        {
            foreach (var (method, path) in ((string, string)[])[("GET", Jobs + job), ("POST", Jobs + job + ":resume")]) _cloud.On(method, path, 404, """{"error":{"code":404,"message":"Job not found.","status":"NOT_FOUND"}}""");
        }

        var run = await Pmpctl.RunAsync(_cloud.Environment, "up", "--output", "json");

        run.ExitCode.Should().Be(ExitCodes.Succeeded, run.Output + run.Error);
        run.Json["steps"]!.AsArray().Where(step => (string?)step!["detail"] == "there is no such job").Should().HaveCount(SharedNames.RefreshJobs.Count);
    }

    [Fact]
    public async Task Up_Worker_ClearsPushThenAsksForOneInstance()
    {
        var run = await Pmpctl.RunAsync(_cloud.Environment, "up", "--engine", "worker", "--output", "json");

        run.ExitCode.Should().Be(ExitCodes.Succeeded, run.Output + run.Error);
        var requests = _cloud.Requests.ToList();
        requests.IndexOf("PUSH projects/p/subscriptions/pmp-events-dataflow-sub").Should().BeInRange(
            0, requests.FindIndex(line => line.Contains("\"manualInstanceCount\":1", StringComparison.Ordinal)) - 1);
    }

    [Fact]
    public async Task Up_DataflowUnavailable_IsMisuseAndStopsNothing()
    {
        var run = await Pmpctl.RunAsync(_cloud.Environment, "up", "--engine", "dataflow", "--target", "local");

        run.ExitCode.Should().Be(ExitCodes.Misused);
        run.Error.Should().Contain("use --engine push or worker");
        _cloud.Requests.Should().BeEmpty();
    }

    [Fact]
    public async Task Up_OtherEngineCannotBeStopped_StartsNothing()
    {
        _cloud.On("PATCH", Pool, 403, """{"error":{"code":403,"message":"Permission 'run.workerpools.update' denied."}}""");

        var run = await Pmpctl.RunAsync(_cloud.Environment, "up", "--output", "json");

        run.ExitCode.Should().Be(ExitCodes.Unavailable, "nothing was done");
        run.Json["steps"]!.AsArray().Should().ContainSingle().Which!["detail"]!.ToString().Should().Contain("run.workerpools.update").And.Contain("roles/run.developer grants it");
        _cloud.Requests.Should().NotContain(line => line.StartsWith("PUSH", StringComparison.Ordinal) || line.Contains(":resume", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(404, """{"error":{"code":404,"message":"Resource 'pmp-velib-curated' was not found.","status":"NOT_FOUND"}}""", "make deploy")]
    [InlineData(200, """{"name":"x","template":{"containers":[{"image":"i"}]}}""", "OIDC_AUDIENCE")]
    [InlineData(200, """{"name":"x","terminalCondition":{"state":"CONDITION_FAILED","message":"The image is gone."}}""", "The image is gone.")]
    public async Task Up_ServiceCannotReceivePushes_SaysWhyAndResumesNothing(int status, string service, string detail)
    {
        _cloud.On("GET", Service, status, service);

        var run = await Pmpctl.RunAsync(_cloud.Environment, "up", "--output", "json");

        run.ExitCode.Should().Be(ExitCodes.Found);
        run.Json["steps"]!.AsArray()[^1]!["detail"]!.ToString().Should().Contain(detail);
        _cloud.Requests.Should().NotContain(line => line.Contains(":resume", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Up_PollFails_SaysWhy()
    {
        _cloud.On("GET", StatusJob, _ => (200, $$$"""{"name":"x","state":"ENABLED","lastAttemptTime":"2026-11-25T10:0{{{_run.Count}}}:00Z","status":{"code":14,"message":"URL_UNREACHABLE"}}"""));

        var run = await Pmpctl.RunAsync(_cloud.Environment, "up", "--output", "json");

        run.ExitCode.Should().Be(ExitCodes.Found);
        var last = run.Json["steps"]!.AsArray()[^1]!;
        last["step"]!.ToString().Should().Be("run velib-poll-every-minute once");
        last["detail"]!.ToString().Should().Be("URL_UNREACHABLE");
    }

    [Fact]
    public async Task Up_UnknownEngine_IsMisuseAndListsTheKnownOnes()
    {
        var run = await Pmpctl.RunAsync(_cloud.Environment, "up", "--engine", "steam");

        run.ExitCode.Should().Be(ExitCodes.Misused);
        (run.Output + run.Error).Should().Contain("push or worker or dataflow");
        _cloud.Requests.Should().BeEmpty();
    }

    [Fact]
    public async Task Up_NothingListensAtTheRecordedAddress_SaysWhatToCheck()
    {
        using var directory = new PmpPulse.Testing.TemporaryDirectory();
        Running.FoundSystemTests.Write(directory, Environment.ProcessId, $"http://{AdminCalls.UnexpectedAnswerTests.Closed()}");
        using var held = Running.FoundSystemTests.Hold(directory);

        var run = await Pmpctl.RunAsync(
            new Microsoft.Extensions.Configuration.ConfigurationBuilder().Build(), new FastForwardTime(), "up", "--data-dir", directory, "--output", "json");

        run.ExitCode.Should().Be(ExitCodes.Unavailable, run.Error);
        run.Json["steps"]![0]!["detail"]!.ToString().Should().Contain("Connection refused").And.EndWith(
            "Does `make up` run here? It takes some seconds to start; --data-dir names one that runs elsewhere.");
    }
}
