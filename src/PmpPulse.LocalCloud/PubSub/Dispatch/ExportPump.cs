using System.Diagnostics.CodeAnalysis;
using Google.Cloud.PubSub.V1;
using PmpPulse.LocalCloud.PubSub.Brokering;
using PmpPulse.LocalCloud.PubSub.Delivery;
using PmpPulse.LocalCloud.PubSub.Export;
using PmpPulse.ServiceDefaults.Hosting;

namespace PmpPulse.LocalCloud.PubSub.Dispatch;

/// <summary>
/// Delivers one <c>bigquery_config</c> subscription in batches of rows, which are acknowledged once durable. An attempt is counted only for
/// messages that the table rejects. While the table is missing or unsuitable, all messages wait.
/// </summary>
internal sealed class ExportPump(BrokerSubscription subscription, ITableSink sink, TimeProvider clock, ILogger logger)
{
    private const int MaxRows = 500;
    private const long MaxBytes = 5 * 1024 * 1024;

    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan CheckInterval = TimeSpan.FromSeconds(1);

    private readonly Consumer _consumer = new();
    private readonly PushWindow _window = new();

    /// <summary>Runs until cancelled or until the subscription is deleted.</summary>
    public Task RunAsync(CancellationToken cancellationToken) =>
        BackgroundLoop.RunAsync($"export of {subscription.Name}", ExportAsync, clock, logger, cancellationToken);

    private async Task ExportAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var pause = _window.PausedUntil - clock.GetUtcNow();
            if (pause > TimeSpan.Zero) await Task.Delay(pause, clock, cancellationToken);
            await WaitForTableAsync(cancellationToken);
            var messages = await subscription.TakeUnlessClosedAsync(_consumer, MaxRows, MaxBytes, Lease, cancellationToken);
            if (messages is null) return;
            // read again: the settings may have changed while it waited
            await WriteAsync(messages, subscription.Resource, cancellationToken);
        }
    }

    /// <summary>Waits until the table exists and is suitable.</summary>
    private async Task WaitForTableAsync(CancellationToken cancellationToken)
    {
        string? told = null;
        while (sink.Check(subscription.Resource.BigqueryConfig ?? new BigQueryConfig()) is { Fault: { } fault })
        {
            if (fault != told) Log.ExportHalted(logger, subscription.Name, fault);
            told = fault;
            await Task.Delay(CheckInterval, clock, cancellationToken);
        }

        if (told is not null) Log.ExportResumed(logger, subscription.Name);
    }

    [SuppressMessage("Design", "CA1031", Justification = "Failures are logged and retried.")]
    private async Task WriteAsync(IReadOnlyList<ReceivedMessage> messages, Subscription config, CancellationToken cancellationToken)
    {
        var started = clock.GetUtcNow();
        var ackIds = messages.Select(message => AckId.TryParse(message.AckId, out var ackId) ? ackId : default).ToArray();
        try
        {
            var rows = messages.Select(message => new ExportedMessage(config.Name, message.Message)).ToArray();
            var refused = await sink.AppendAsync(config.BigqueryConfig, rows, cancellationToken);
            await subscription.Acknowledge(ackIds.Where((_, i) => !refused.ContainsKey(i)));
            foreach (var (place, reason) in refused)
            {
                Log.ExportRefused(logger, messages[place].Message.MessageId, config.Name, config.BigqueryConfig.Table, reason);
            }

            subscription.Nack(refused.Select(one => (ackIds[one.Key], one.Value)));
            _window.Succeeded();
        }
        catch (Exception exception)
        {
            subscription.Release(ackIds);
            cancellationToken.ThrowIfCancellationRequested();
            Log.ExportFailed(logger, exception, messages.Count, subscription.Name, config.BigqueryConfig.Table);
            _window.Failed(started, clock.GetUtcNow());
        }
    }
}
