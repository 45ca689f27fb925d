using System.Diagnostics.Metrics;

namespace PmpPulse.LocalCloud.PubSub.Delivery;

/// <summary>Metrics of LocalCloud's Pub/Sub.</summary>
internal static class PubSubMeter
{
    private static readonly Meter Meter = new("PmpPulse.LocalCloud");

    private static readonly Counter<long> PublishedMessages =
        Meter.CreateCounter<long>("pmp.localcloud.pubsub.published", "{message}", "Messages acknowledged to publishers.");

    private static readonly Counter<long> DeliveredMessages =
        Meter.CreateCounter<long>("pmp.localcloud.pubsub.delivered", "{message}", "Deliveries, redeliveries included.");

    private static readonly Counter<long> PushRequests =
        Meter.CreateCounter<long>("pmp.localcloud.pubsub.pushed", "{request}", "Push requests, by outcome (acknowledged, failed).");

    private static readonly Counter<long> DeadLetters =
        Meter.CreateCounter<long>("pmp.localcloud.pubsub.dead_lettered", "{message}", "Messages forwarded to a dead-letter topic.");

    public static void Published(int messages) => PublishedMessages.Add(messages);

    public static void Delivered(int messages) => DeliveredMessages.Add(messages);

    public static void Pushed(bool acknowledged) =>
        PushRequests.Add(1, new KeyValuePair<string, object?>("outcome", acknowledged ? "acknowledged" : "failed"));

    public static void DeadLettered() => DeadLetters.Add(1);
}
