using System.Net;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace PmpPulse.ServiceDefaults;

/// <summary>Says at the start, in the log and to whoever started it, what it means that a server which knows no callers listens to other machines.</summary>
internal sealed class OpenToTheNetworkNotice(ServiceDescription service, IPAddress address, bool toPerson, ILogger logger) : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var meaning = $"whoever reaches this machine over the network may {service.AnybodyMay}, without a password. Unless that is meant, start it with BIND_ADDRESS=127.0.0.1.";
        Log.OpenToTheNetwork(logger, address.ToString(), meaning);
        if (!toPerson) return;
        var rule = new string('*', 100);
        await Console.Error.WriteLineAsync($"{rule}{Environment.NewLine}  WARNING: {service.Name} listens on {address}: {meaning}{Environment.NewLine}{rule}".AsMemory(), cancellationToken);
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
