using PmpPulse.Contracts.Events;
using PmpPulse.Feeds.Kinds;
using PmpPulse.GoogleCloud.PubSub.Push;

namespace PmpPulse.Writer.Push;

/// <summary>Reads a message as the event that a writer expects.</summary>
internal static class ExpectedEvent
{
    /// <exception cref="MessageRejectedException">The message is not an envelope, or is of another event type.</exception>
    public static EventEnvelope Read(PushDelivery delivery, FeedKind kind)
    {
        var reading = EventEnvelopeReader.ReadMessage(delivery.Data);
        if (!reading.Succeeded) throw new MessageRejectedException(reading.Error.Type, reading.Error.Message);
        return reading.Envelope.EventType == kind.EventType
            ? reading.Envelope
            : throw new MessageRejectedException(
                MessageErrors.WrongEventType, $"The event is '{Excerpt.Of(reading.Envelope.EventType)}'; this writer accepts {kind.EventType}.");
    }
}
