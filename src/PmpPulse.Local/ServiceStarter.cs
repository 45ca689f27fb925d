using PmpPulse.ServiceDefaults.Hosting;

namespace PmpPulse.Local;

/// <summary>Builds and starts services with the settings they share.</summary>
/// <param name="host">The process they live in.</param>
/// <param name="shared">Settings of them all: project, emulators, the tokens' issuer.</param>
/// <param name="started">Receives every built service, so that it can be stopped.</param>
internal sealed class ServiceStarter(HostedIn host, IReadOnlyDictionary<string, string?> shared, ICollection<(string Name, WebApplication Program)> started)
{
    // a page's half-sent request must not use up the time in which the whole process ends
    private static readonly TimeSpan ShutdownTimeout = TimeSpan.FromSeconds(3);

    /// <summary>Starts a service and returns its base address.</summary>
    /// <param name="build">The service's own builder.</param>
    /// <param name="name">Its name, which is also the audience of its callers' tokens.</param>
    /// <param name="port">Port to listen on; 0 takes a free one.</param>
    /// <param name="caller">E-mail address of the one service account that may call it.</param>
    /// <param name="settings">Its own settings.</param>
    /// <param name="cancellationToken">Cancels the start.</param>
    public async Task<Uri> StartAsync(
        Func<string[], HostedIn?, WebApplication> build,
        string name,
        int port,
        string caller,
        IEnumerable<(string Name, string Value)> settings,
        CancellationToken cancellationToken)
    {
        var service = build(
            [
                "--BIND_ADDRESS=127.0.0.1",
                $"--PORT={port}",
                $"--OIDC_AUDIENCE={name}",
                $"--OIDC_EMAIL={caller}",
                .. shared.Select(setting => $"--{setting.Key}={setting.Value}"),
                .. settings.Select(setting => $"--{setting.Name}={setting.Value}"),
            ],
            host with { ShutdownTimeout = ShutdownTimeout });
        started.Add((name, service));
        await service.StartAsync(cancellationToken);
        return new Uri(service.Urls.First());
    }
}
