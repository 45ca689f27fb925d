using PmpPulse.LocalCloud.PubSub.MessageLog;

namespace PmpPulse.LocalCloud.PubSub.Brokering;

/// <summary>What a subscription works with.</summary>
/// <param name="ForwardDeadLetter">Called for each message that is out of attempts.</param>
internal sealed record BrokerServices(
    LogWriter Writer, LogReader Reader, TimeProvider Clock, ILogger Logger, Action<BrokerSubscription, Delivery.Delivered> ForwardDeadLetter);
