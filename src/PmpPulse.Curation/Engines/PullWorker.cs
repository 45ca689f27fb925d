using Google.Cloud.PubSub.V1;
using PmpPulse.Curation.ParseNormalize;
using PmpPulse.Curation.Pipeline;
using PmpPulse.GoogleCloud.PubSub;
using PmpPulse.ServiceDefaults.Hosting;

namespace PmpPulse.Curation.Engines;

/// <summary>
/// The streaming-pull engine: pulls until the service stops, through reconnections and while the subscription does not exist yet.
/// </summary>
internal sealed class PullWorker(
    PubSubClients pubSub, CurationPipeline pipeline, CurationFeed feed, CurationOptions options, TimeProvider clock, ILogger<PullWorker> logger) : BackgroundService
{
    private static readonly TimeSpan Retry = TimeSpan.FromSeconds(5);

    /// <inheritdoc />
    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        BackgroundLoop.RunAsync("curation pull", PullAsync, clock, logger, stoppingToken);

    private async Task PullAsync(CancellationToken stoppingToken)
    {
        string? said = null;
        while (!stoppingToken.IsCancellationRequested)
        {
            var started = clock.GetTimestamp();
            try
            {
                // a subscriber runs once
                await pubSub.CreateSubscriber(feed.Subscription, options.Pull).RunAsync(HandleAsync, stoppingToken);
            }
            catch (SubscriptionFailedException exception)
            {
                // it may be created a moment later, or again after a mistake, or be pushed for as long as the operator
                // wants: no reason to end the process, and logged once
                if (exception.Message != said || clock.GetElapsedTime(started) > Retry) Log.PullStopped(logger, exception.Message);
                said = exception.Message;
                await Task.Delay(Retry, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task<Reply> HandleAsync(DeliveredMessage delivered, CancellationToken hardStop)
    {
        var message = delivered.Message;
        var outcome = await pipeline.HandleAsync(
            new SourceMessage(message.MessageId, message.Data.Memory) { Attributes = message.Attributes }, TraceParent(message), hardStop);
        return outcome == MessageOutcome.Failed ? Reply.Nack : Reply.Ack;
    }

    private static string? TraceParent(PubsubMessage message) => message.Attributes.TryGetValue(MessageTracing.TraceParentAttribute, out var value) ? value : null;
}
