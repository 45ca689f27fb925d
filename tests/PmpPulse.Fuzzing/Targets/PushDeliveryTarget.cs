using PmpPulse.GoogleCloud.PubSub.Push;
using static PmpPulse.Fuzzing.Targets.ContractViolationException;

namespace PmpPulse.Fuzzing.Targets;

/// <summary><see cref="PushDeliveryReader"/>: returns a delivery with an id or throws <see cref="PushFormatException"/>.</summary>
internal sealed class PushDeliveryTarget : IFuzzTarget
{
    public string Name => "push-delivery";

    public IReadOnlyList<string> Dictionary { get; } =
    [
        "\"message\":{", "\"messageId\":", "\"message_id\":", "\"data\":", "\"attributes\":{", "\"orderingKey\":", "\"publishTime\":", "\"publish_time\":", "\"subscription\":", "\"deliveryAttempt\":",
        "\"eyJhIjoxfQ==\"", "\"_-8=\"", "\"traceparent\":", "\"2025-10-18T09:09:16.123456789Z\"", "\"9999-12-31T23:59:59-14:00\"", "\"0001-01-01T00:00:00+14:00\"", "2147483648", "\\udc00",
    ];

    public void Check(byte[] input)
    {
        try
        {
            var delivery = PushDeliveryReader.Read(input);
            ThrowUnless(delivery.MessageId.Length > 0, "no id");
            ThrowUnless(delivery.Data.Length <= input.Length, "more data than there are bytes");
            ThrowUnless(delivery.PublishTime is null || delivery.PublishTime.Value.Offset == TimeSpan.Zero, "a publish time that is not UTC");
            _ = delivery.TraceParent;
        }
        catch (PushFormatException exception)
        {
            ThrowUnless(exception.Reason.StartsWith("push_", StringComparison.Ordinal), $"an undocumented reason: {exception.Reason}");
        }
    }
}
