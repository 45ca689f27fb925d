using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Google.Cloud.PubSub.V1;
using PmpPulse.LocalCloud.PubSub.Delivery;

namespace PmpPulse.LocalCloud.PubSub.Brokering;

internal sealed partial class Broker
{
    private static readonly TimeSpan DeadLetterRetry = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Publishes a message that has used up its attempts to its subscription's dead-letter topic, then acknowledges it. A crash in between
    /// duplicates the dead letter, which can happen at Google too.
    /// </summary>
    private void ForwardDeadLetter(BrokerSubscription subscription, Delivered message) =>
        // not on the calling thread, which may be delivering messages
        _forwarding.Start(() => ForwardAsync(subscription, message));

    [SuppressMessage("Design", "CA1031", Justification = "Failures are logged and retried.")]
    private async Task ForwardAsync(BrokerSubscription subscription, Delivered message)
    {
        var forwarded = false;
        try
        {
            var resource = subscription.Resource;
            if (resource.DeadLetterPolicy is { } policy && _reader.ReadMessage(message.Id) is { } original)
            {
                await PublishAsync(policy.DeadLetterTopic, [DeadLetter(original, resource, message)], CancellationToken.None);
                Log.DeadLettered(_logger, message.Id, subscription.Name, policy.DeadLetterTopic, message.Attempt);
                PubSubMeter.DeadLettered();
                forwarded = true;
            }
        }
        catch (Exception exception)
        {
            Log.DeadLetterFailed(_logger, exception, message.Id, subscription.Name);
        }

        subscription.DeadLettered(message, forwarded, DeadLetterRetry);
    }

    // https://cloud.google.com/pubsub/docs/handling-failures#track-delivery-attempts
    private static PubsubMessage DeadLetter(PubsubMessage original, Subscription source, Delivered last)
    {
        var parts = source.Name.Split('/');
        var deadLetter = new PubsubMessage(original)
        {
            Attributes =
            {
                ["CloudPubSubDeadLetterSourceDeliveryCount"] = last.Attempt.ToString(CultureInfo.InvariantCulture),
                ["CloudPubSubDeadLetterSourceSubscription"] = parts[^1],
                ["CloudPubSubDeadLetterSourceSubscriptionProject"] = parts[1],
                ["CloudPubSubDeadLetterSourceTopicPublishTime"] =
                    original.PublishTime.ToDateTimeOffset().ToString("yyyy-MM-dd'T'HH:mm:ss.fffzzz", CultureInfo.InvariantCulture),
            },
        };
        // only for exports, as at Google
        if (last.Reason is { } reason) deadLetter.Attributes["CloudPubSubDeadLetterSourceDeliveryErrorMessage"] = reason;
        return deadLetter;
    }
}
