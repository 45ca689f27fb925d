using System.Net;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using PmpPulse.Contracts.Text;
using PmpPulse.ServiceDefaults.Settings;
using PmpPulse.ServiceDefaults.Streams;

namespace PmpPulse.ServiceDefaults.Hosting;

/// <summary>
/// Says at the start, in the log and on standard error, what it means that a server which does not verify callers listens to other
/// machines.
/// </summary>
internal sealed class OpenToTheNetworkNotice(ServiceDescription service, IPAddress address, bool toPerson, ILogger logger) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        var meaning = $"whoever reaches this machine over the network may {service.AnonymousAccess}, without a password. Unless that is meant, start it with BIND_ADDRESS=127.0.0.1.";
        Log.OpenToTheNetwork(logger, address.ToString(), meaning);
        if (toPerson)
        {
            var rule = new string('*', 100);
            StandardStreams.Error.Line(rule);
            StandardStreams.Error.Line($"  WARNING: {service.Name} listens on {address}: {meaning}");
            StandardStreams.Error.Line(rule);
        }

        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
