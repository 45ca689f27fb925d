using System.Globalization;
using PmpPulse.Cli.Cost;
using PmpPulse.GoogleCloud;
using PmpPulse.GoogleCloud.Monitoring;
using PmpPulse.Operations;
using PmpPulse.Operations.Refusals;
using PmpPulse.Warehouse;

namespace PmpPulse.Cli.Down;

/// <summary>What is billed while nothing runs: what is stored, and alerts. Figures that can't be read are reported as unknown.</summary>
internal static class StandingCosts
{
    private const double GiB = 1L << 30;

    // Monitoring samples once a minute and is up to four behind
    private static readonly TimeSpan SampledWithin = TimeSpan.FromMinutes(10);

    // everything is stopped by now: the operator should not wait long for these figures
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(20);

    public static async Task<IReadOnlyList<string>> ReadAsync(GoogleCloudClients clients, TimeProvider clock, CancellationToken cancellationToken) =>
    [
        .. await Task.WhenAll(
            ReadAsync(stop => TablesAsync(clients, stop), "Tables in BigQuery", clock, cancellationToken),
            ReadAsync(stop => BacklogAsync(clients.Monitoring, stop), "Messages waiting in Pub/Sub", clock, cancellationToken)),
        Alerts(),
        "Container images in Artifact Registry: free up to 0.5 GB, then $0.10 per GB and month.",
        "Cloud Run services scale to zero and cost nothing while nobody calls them. `pmpctl cost` shows the arithmetic.",
    ];

    private static string Alerts() => string.Create(
        CultureInfo.InvariantCulture,
        $"Alert policies: about ${new CostModel(PriceTable.Load(), new CostVolumes()).Alerts().Sum(line => line.Usd):0.00} a month, as far as their price is known.");

    private static async Task<string> TablesAsync(GoogleCloudClients clients, CancellationToken cancellationToken)
    {
        long bytes = 0;
        foreach (var table in WarehouseFiles.Tables)
        {
            bytes += (await clients.BigQuery.FindTableAsync(table.Name, cancellationToken))?.NumBytes ?? 0;
        }

        return string.Create(
            CultureInfo.InvariantCulture, $"Tables in BigQuery: {bytes / GiB:0.00} GiB before compression; the first 10 GiB of storage are free. Partitions expire by themselves.");
    }

    private static async Task<string> BacklogAsync(MonitoringClient monitoring, CancellationToken cancellationToken)
    {
        long messages = 0;
        await foreach (var point in monitoring.LatestAsync(MonitoringClient.UndeliveredMessages, SampledWithin, cancellationToken))
        {
            messages += point.Value;
        }

        return string.Create(
            CultureInfo.InvariantCulture, $"Messages waiting in Pub/Sub: {messages:N0}; free for a day, then $0.27 per GiB and month until they expire after 7 days.");
    }

    private static async Task<string> ReadAsync(Func<CancellationToken, Task<string>> read, string what, TimeProvider clock, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(Timeout, clock);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            return await read(both.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return $"{what}: unknown, no answer within {Timeout.TotalSeconds:0} s";
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested && Failures.Explain(exception, Target.Gcp) is { } why)
        {
            return $"{what}: unknown, {why}";
        }
    }
}
