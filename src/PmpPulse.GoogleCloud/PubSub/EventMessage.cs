using Google.Cloud.PubSub.V1;
using Google.Protobuf;
using PmpPulse.Contracts.Events;

namespace PmpPulse.GoogleCloud.PubSub;

/// <summary>Makes the message of an event: its JSON as data, the event's key as ordering key, and its attributes.</summary>
public static class EventMessage
{
    /// <summary>The largest message, in bytes: Pub/Sub accepts 10 MB per request, and some of it frames the message.</summary>
    public const int MaxBytes = 10_000_000 - 2_000;

    /// <param name="envelope">The event.</param>
    /// <param name="data">Its JSON, from <see cref="EventEnvelopeWriter"/>; not copied where it is not gzipped.</param>
    /// <param name="isGzipped">Whether the message carries it gzipped.</param>
    public static PubsubMessage Of(EventEnvelope envelope, ReadOnlyMemory<byte> data, bool isGzipped)
    {
        ArgumentNullException.ThrowIfNull(envelope);
        var message = new PubsubMessage
        {
            OrderingKey = envelope.Key,
            Data = UnsafeByteOperations.UnsafeWrap(isGzipped ? EventEncoding.Pack(data) : data),
        };
        message.Attributes.Add(envelope.Attributes().ToDictionary());
        if (isGzipped) message.Attributes[MessageAttributes.ContentEncoding] = EventEncoding.Gzip;
        message.SetTraceParent();
        return message;
    }
}
