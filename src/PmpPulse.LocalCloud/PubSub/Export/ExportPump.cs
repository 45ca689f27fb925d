using System.Diagnostics.CodeAnalysis;
using Google.Cloud.PubSub.V1;
using Grpc.Core;
using PmpPulse.LocalCloud.PubSub.Brokering;
using PmpPulse.LocalCloud.PubSub.Delivery;
using PmpPulse.LocalCloud.PubSub.Push;

namespace PmpPulse.LocalCloud.PubSub.Export;

/// <summary>Delivers one <c>bigquery_config</c> subscription: a batch of rows at a time, acknowledged when they are durable.</summary>
internal sealed class ExportPump(BrokerSubscription subscription, ITableSink sink, TimeProvider clock, ILogger logger)
{
    private const int MaxRows = 500;
    private const long MaxBytes = 5 * 1024 * 1024;

    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(10);

    private readonly Consumer _consumer = new();
    private readonly PushWindow _window = new();

    /// <summary>Runs until cancelled, or until the subscription is deleted.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            while (true)
            {
                var pause = _window.PausedUntil - clock.GetUtcNow();
                if (pause > TimeSpan.Zero) await Task.Delay(pause, clock, cancellationToken);
                var messages = await subscription.TakeAsync(_consumer, MaxRows, MaxBytes, Lease, cancellationToken);
                await ExportAsync(messages, cancellationToken);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // stopped, or no export any more
        }
        catch (RpcException exception) when (exception.StatusCode is StatusCode.NotFound or StatusCode.Unavailable)
        {
            // deleted, or LocalCloud is stopping
        }
    }

    [SuppressMessage("Design", "CA1031", Justification = "Whatever keeps rows from being written is a nack, and logged.")]
    private async Task ExportAsync(IReadOnlyList<ReceivedMessage> messages, CancellationToken cancellationToken)
    {
        var started = clock.GetUtcNow();
        var config = subscription.Resource;
        var ackIds = messages.Select(message => AckId.TryParse(message.AckId, out var ackId) ? ackId : default).ToArray();
        try
        {
            var rows = messages.Select(message => new ExportedMessage(config.Name, message.Message)).ToArray();
            var refused = await sink.AppendAsync(config.BigqueryConfig, rows, cancellationToken);
            await subscription.Acknowledge(ackIds.Where((_, i) => !refused.Contains(i)));
            subscription.ModifyDeadline(ackIds.Where((_, i) => refused.Contains(i)), TimeSpan.Zero);
            if (refused.Count > 0) Log.ExportRefused(logger, refused.Count, subscription.Name, config.BigqueryConfig.Table);
            _window.Succeeded();
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            Log.ExportFailed(logger, exception, messages.Count, subscription.Name, config.BigqueryConfig.Table);
            _window.Failed(started, clock.GetUtcNow());
            subscription.ModifyDeadline(ackIds, TimeSpan.Zero);
        }
    }
}
