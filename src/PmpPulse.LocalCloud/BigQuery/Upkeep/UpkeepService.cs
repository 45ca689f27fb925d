using PmpPulse.ServiceDefaults.Hosting;

namespace PmpPulse.LocalCloud.BigQuery.Upkeep;

/// <summary>Every ten minutes: deletes rows that have expired, and document files that no row refers to any more.</summary>
internal sealed class UpkeepService(RowExpiry expiry, DocumentSweep sweep, TimeProvider clock, ILogger<UpkeepService> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(10);

    // a start has other things to do
    private static readonly TimeSpan FirstWait = TimeSpan.FromSeconds(30);

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        BackgroundLoop.RunAsync("bigquery-upkeep", RunAsync, clock, logger, stoppingToken);

    private async Task RunAsync(CancellationToken stoppingToken)
    {
        await Task.Delay(FirstWait, clock, stoppingToken);
        while (true)
        {
            await expiry.RunAsync(stoppingToken);
            await sweep.RunAsync(stoppingToken);
            await Task.Delay(Interval, clock, stoppingToken);
        }
    }
}
