using PmpPulse.ServiceDefaults.Hosting;
using PmpPulse.ServiceDefaults.Settings;
using Serilog.Core;

namespace PmpPulse.ServiceDefaults.Tests.Authentication;

public sealed class OidcOptionsTests
{
    private static readonly ServiceDescription Service = new("test-service", "Only for tests.", []);

    [Fact]
    public void Build_NoCallerConfigured_RefusesToStart() => Faults().Should().Equal("OIDC_AUDIENCE", "OIDC_EMAIL");

    [Fact]
    public void Build_DisabledOnAllAddresses_RefusesToStart() => Faults("--OIDC_DISABLED=true").Should().Equal("OIDC_DISABLED");

    [Fact]
    public void Build_DisabledOnLoopback_IsAllowed() => Faults("--OIDC_DISABLED=true", "--BIND_ADDRESS=127.0.0.1").Should().BeEmpty();

    [Fact]
    public void Build_KeysOverPlainHttp_RefusesToStart() =>
        Faults("--OIDC_AUDIENCE=a", "--OIDC_EMAIL=e", "--OIDC_METADATA=http://issuer.example/x").Should().Equal("OIDC_METADATA");

    [Theory]
    [InlineData("--OIDC_METADATA=http://127.0.0.1:8085/x")]
    [InlineData("--OIDC_METADATA=https://issuer.example/x")]
    public void Build_KeysFromLoopbackOrOverHttps_IsAllowed(string metadata) => Faults("--OIDC_AUDIENCE=a", "--OIDC_EMAIL=e", metadata).Should().BeEmpty();

    [Fact]
    public void Build_PlainHttpWithAnEmulator_IsAllowed() =>
        Faults("--OIDC_AUDIENCE=a", "--OIDC_EMAIL=e", "--OIDC_METADATA=http://localcloud:8085/x", "--BIGQUERY_EMULATOR_HOST=localcloud:9050").Should().BeEmpty();

    [Fact]
    public void Build_SignaturesLeftToCloudRun_IsAllowedOnlyThere()
    {
        Faults("--OIDC_AUDIENCE=a", "--OIDC_EMAIL=e", "--OIDC_SIGNATURE=platform").Should().Equal("OIDC_SIGNATURE");
        Faults("--OIDC_AUDIENCE=a", "--OIDC_EMAIL=e", "--OIDC_SIGNATURE=trust", "--K_SERVICE=s").Should().Equal("OIDC_SIGNATURE");
        Faults("--OIDC_AUDIENCE=a", "--OIDC_EMAIL=e", "--OIDC_SIGNATURE=platform", "--K_SERVICE=s").Should().BeEmpty();
    }

    private static IEnumerable<string> Faults(params string[] args)
    {
        try
        {
            ServiceBuilder.Create(Service, ["--PORT=0", .. args], new HostedIn(Logger.None)).Build();
            return [];
        }
        catch (SettingsException exception)
        {
            return exception.Faults.Select(fault => fault.Name);
        }
    }
}
