using PmpPulse.Cli.Tests.Support;
using PmpPulse.Operations.Refusals;
using PmpPulse.ScriptedGoogle;

namespace PmpPulse.Cli.Tests.Doctor;

public sealed class CloudDoctorTests : IAsyncLifetime
{
    private ScriptedCloud _cloud = null!;

    public async ValueTask InitializeAsync()
    {
        _cloud = await ScriptedCloud.StartAsync();
        _cloud.On("GET", "/v3/projects/p", 200, """{"name":"projects/1","projectId":"p","state":"ACTIVE"}""");
        _cloud.On("GET", "/v1/projects/p/services:batchGet", 200, Services(Requirements.Apis));
        _cloud.On("POST", "/v3/projects/p:testIamPermissions", body => (200, body));
        _cloud.On("GET", "/quotaPreferences/pmp-bigquery-queries-per-day", 200, """{"quotaConfig":{"preferredValue":"33792","grantedValue":"33792"}}""");
    }

    public ValueTask DisposeAsync() => _cloud.DisposeAsync();

    [Fact]
    public async Task Doctor_NothingDeployedYet_ReportsWhatIsOkAndWhatIsMissing()
    {
        var run = await Pmpctl.RunAsync(_cloud.Environment, "doctor", "--output", "json");

        run.ExitCode.Should().Be(ExitCodes.Found);
        var findings = run.Json.AsArray();
        string[] Of(string health) => [.. findings.Where(finding => (string?)finding!["health"] == health).Select(finding => finding!["check"]!.ToString()).Distinct()];
        Of("ok").Should().Contain(["credentials", "project", "clock", "APIs", "permissions", "quota"]);
        Of("problem").Should().Contain(["Cloud Run", "schedules", "tables"]);
        findings.Where(finding => (string?)finding!["health"] == "problem").Should().OnlyContain(finding => !string.IsNullOrEmpty((string?)finding!["remedy"]));
        findings.Select(finding => finding!["detail"]!.ToString()).Should().Contain("BigQuery queries may scan 33 GiB a day");
        _cloud.Requests.Should().Contain(line => line.StartsWith(
            "GET /v1/projects/p/services:batchGet?names=projects%2Fp%2Fservices%2Fartifactregistry.googleapis.com&names=", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Doctor_ApiAndRoleMissing_NamesTheCommandsThatFixThem()
    {
        _cloud.On("GET", "/v1/projects/p/services:batchGet", 200, Services(Requirements.Apis.Where(api => api != "run.googleapis.com")));
        _cloud.On("POST", "/v3/projects/p:testIamPermissions", body => (200, body.Replace("\"run.workerpools.update\",", "", StringComparison.Ordinal)));

        var run = await Pmpctl.RunAsync(_cloud.Environment, "doctor", "--output", "json");

        run.Output.Should().Contain("gcloud services enable run.googleapis.com --project p");
        run.Json.AsArray().Single(finding => (string?)finding!["check"] == "permissions")!.ToJsonString()
            .Should().Contain("run.workerpools.update").And.Contain("--role roles/run.developer");
    }

    [Theory]
    [InlineData(0, "ok")]
    [InlineData(30, "warning")]
    [InlineData(-600, "problem")]
    public async Task Doctor_ClockOff_IsMeasuredAgainstGooglesDate(int seconds, string health)
    {
        _cloud.ClockSkew = TimeSpan.FromSeconds(seconds);

        var run = await Pmpctl.RunAsync(_cloud.Environment, "doctor", "--output", "json");

        run.Json.AsArray().Single(finding => (string?)finding!["check"] == "clock")!["health"]!.ToString().Should().Be(health);
    }

    [Fact]
    public async Task Doctor_ProjectCheckRefused_ContinuesWithTheRest()
    {
        _cloud.On("GET", "/v3/projects/p", 403, """{"error":{"code":403,"message":"Cloud Resource Manager API has not been used in project 1."}}""");

        var run = await Pmpctl.RunAsync(_cloud.Environment, "doctor", "--output", "json");

        run.ExitCode.Should().Be(ExitCodes.Found);
        run.Json.AsArray().Select(finding => (string?)finding!["check"]).Should().Contain(["project", "APIs", "quota"]);
        run.Output.Should().Contain("has not been used");
    }

    private static string Services(IEnumerable<string> enabled) =>
        $$"""{"services":[{{string.Join(',', enabled.Select(api => $$"""{"name":"projects/1/services/{{api}}","state":"ENABLED"}"""))}}]}""";
}
