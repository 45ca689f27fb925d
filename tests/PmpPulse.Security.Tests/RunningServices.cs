using Microsoft.AspNetCore.Builder;
using PmpPulse.ServiceDefaults.Hosting;
using PmpPulse.Testing;
using Serilog.Core;

namespace PmpPulse.Security.Tests;

/// <summary>Every service as in production, but trusting the tests' own issuer.</summary>
public sealed class RunningServices : IAsyncLifetime
{
    private readonly Dictionary<string, WebApplication> _applications = [];

    internal TestOidcIssuer Issuer { get; private set; } = null!;

    /// <summary>A copy of the issuer that no service trusts.</summary>
    internal TestOidcIssuer Stranger { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Issuer = await TestOidcIssuer.StartAsync();
        Stranger = await TestOidcIssuer.StartAsync();
        foreach (var tested in TestedService.All)
        {
            var application = tested.Build(["--PORT=0", "--BIND_ADDRESS=127.0.0.1", .. tested.Settings, .. Issuer.ServiceArguments], new HostedIn(Logger.None));
            _applications.Add(tested.Name, application);
            await application.StartAsync();
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var application in _applications.Values) await application.DisposeAsync();
        await Issuer.DisposeAsync();
        await Stranger.DisposeAsync();
    }

    internal WebApplication Application(string service) => _applications[service];

    internal Uri Address(string service) => new(_applications[service].Urls.First());
}
