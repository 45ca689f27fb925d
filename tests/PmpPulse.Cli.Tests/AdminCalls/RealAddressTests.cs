using PmpPulse.Cli.Tests.Support;

namespace PmpPulse.Cli.Tests.AdminCalls;

/// <summary>A pmpctl process at Google's addresses. The fake refuses a wrong host, path, parameter, body, token or quota project.</summary>
[Trait("Category", "Slow")]
public sealed class RealAddressTests : IAsyncLifetime
{
    private const string OAuth = "oauth2.googleapis.com:443";
    private const string BigQuery = "bigquery.googleapis.com:443";
    private const string Scheduler = "cloudscheduler.googleapis.com:443";
    private const string Run = "run.googleapis.com:443";
    private const string PubSub = "pubsub.googleapis.com:443";
    private const string Dataflow = "dataflow.googleapis.com:443";
    private const string Monitoring = "monitoring.googleapis.com:443";
    private const string Logging = "logging.googleapis.com:443";
    private const string Storage = "storage.googleapis.com:443";
    private const string Projects = "cloudresourcemanager.googleapis.com:443";
    private const string ServiceUsage = "serviceusage.googleapis.com:443";
    private const string Quotas = "cloudquotas.googleapis.com:443";

    private GoogleBehindProxy _google = null!;

    public async ValueTask InitializeAsync()
    {
        _google = await GoogleBehindProxy.StartAsync();
        HealthyProject.Arrange(_google.Cloud);
    }

    public ValueTask DisposeAsync() => _google.DisposeAsync();

    [Theory]
    [InlineData("status", Scheduler, PubSub, Run, Dataflow, Monitoring, BigQuery)]
    [InlineData("down", Scheduler, PubSub, Run, Dataflow, Monitoring, BigQuery)]
    [InlineData("up --engine dataflow", PubSub, Run, Dataflow, Storage, Scheduler, BigQuery)]
    [InlineData("logs", Logging)]
    [InlineData("doctor", Projects, ServiceUsage, Quotas, Run, Scheduler, PubSub, BigQuery)]
    [InlineData("verify --rule curated_rows_are_unique", BigQuery)]
    [InlineData("marts apply", BigQuery)]
    public async Task Command_LoggedIn_CallsGooglesHostsWithTokenAndQuotaProject(string command, params string[] hosts)
    {
        var (exitCode, output, errors) = await PmpctlProcess.RunAsync(_google.Environment, command.Split(' '));

        exitCode.Should().Be(ExitCodes.Succeeded, output + errors);
        _google.Hosts.Should().BeEquivalentTo([OAuth, .. hosts]);
    }

    [Theory]
    [InlineData("status")]
    [InlineData("down")]
    [InlineData("up")]
    [InlineData("collect")]
    [InlineData("logs")]
    [InlineData("doctor")]
    [InlineData("verify")]
    [InlineData("marts diff")]
    [InlineData("dlq list")]
    public async Task Command_LoginExpired_SaysHowToLogInAndExitsWithTwo(string command)
    {
        await _google.LogInAsync("revoked");

        var (exitCode, output, errors) = await PmpctlProcess.RunAsync(_google.Environment, [.. command.Split(' '), "--output", "json"]);

        exitCode.Should().Be(ExitCodes.Misused, output + errors);
        Texts.Of(System.Text.Json.Nodes.JsonNode.Parse(output)).Should().Contain(text => text.EndsWith(
            "Google refused the Application Default Credentials (invalid_grant): log in again with 'gcloud auth application-default login', or check the service account.", StringComparison.Ordinal));
        _google.Hosts.Should().BeEquivalentTo([OAuth]);
    }

    [Fact]
    public async Task Command_CertificateNotTrusted_SaysHowToTrustIt()
    {
        var environment = new Dictionary<string, string>(_google.Environment) { ["SSL_CERT_FILE"] = Path.Combine(AppContext.BaseDirectory, "no-such.pem") };

        var (exitCode, output, errors) = await PmpctlProcess.RunAsync(environment, "logs", "--output", "json");

        exitCode.Should().Be(ExitCodes.Unavailable, output + errors);
        errors.Should().Contain("SSL_CERT_FILE names it");
    }
}
