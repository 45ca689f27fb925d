using PmpPulse.LocalCloud.PubSub.MessageLog;

namespace PmpPulse.LocalCloud.PubSub.Brokering;

/// <summary>The services that a subscription uses.</summary>
/// <param name="ForwardDeadLetter">Called for each message that has used up its attempts.</param>
internal sealed record BrokerServices(
    LogWriter Writer,
    LogReader Reader,
    TimeProvider Clock,
    ILogger Logger,
    Action<BrokerSubscription, Delivery.Delivered> ForwardDeadLetter);
