using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace PmpPulse.ServiceDefaults.Authentication;

/// <summary>Warns at every start that callers are not verified, so that it is not forgotten.</summary>
internal sealed class CallersNotVerifiedNotice(ILogger<CallersNotVerifiedNotice> logger) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        Log.CallersNotVerified(logger);
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
