using Microsoft.Extensions.Hosting;

namespace PmpPulse.ServiceDefaults.Hosting;

/// <summary>Leaves signals to the process's host, which stops its services in the order it wants.</summary>
internal sealed class HostedLifetime : IHostLifetime
{
    public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
