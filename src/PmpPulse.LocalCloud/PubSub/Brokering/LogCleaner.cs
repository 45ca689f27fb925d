using System.Diagnostics.CodeAnalysis;

namespace PmpPulse.LocalCloud.PubSub.Brokering;

/// <summary>Periodically removes messages that no subscription needs, and expired subscriptions.</summary>
internal sealed class LogCleaner(Broker broker, TimeProvider clock, ILogger<LogCleaner> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    [SuppressMessage("Design", "CA1031", Justification = "Failures, such as a full disk, are logged and retried.")]
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await broker.CleanAsync(stoppingToken);
            }
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
            {
                Log.CleaningFailed(logger, exception);
            }
        }
    }
}
