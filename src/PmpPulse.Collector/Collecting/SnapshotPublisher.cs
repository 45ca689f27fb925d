using Google.Cloud.PubSub.V1;
using Google.Protobuf;
using PmpPulse.Collector.Feeds;
using PmpPulse.Contracts;
using PmpPulse.GoogleCloud.PubSub;
using PmpPulse.ServiceDefaults;

namespace PmpPulse.Collector.Collecting;

/// <summary>Publishes snapshots to the collector's topic, in order.</summary>
internal sealed class SnapshotPublisher(PubSubClients pubSub, CollectorOptions options) : IAsyncDisposable
{
    // Pub/Sub takes 10 MB a request; some of it frames the message
    private const int MaxMessageBytes = 10_000_000 - 2_000;

    // one snapshot a minute: nothing to batch, and an answer within the scheduler's patience
    private static readonly TopicPublisherOptions PublisherOptions = new()
    {
        MaxBatchMessages = 1,
        MaxBatchDelay = TimeSpan.Zero,
        TotalTimeout = TimeSpan.FromSeconds(20),
    };

    private readonly TopicPublisher _publisher = pubSub.CreatePublisher(options.Kind.Topic, PublisherOptions);

    /// <returns>Pub/Sub's id of the message.</returns>
    /// <exception cref="FeedException">The event is larger than Pub/Sub takes.</exception>
    /// <exception cref="Grpc.Core.RpcException">Pub/Sub did not take it.</exception>
    /// <exception cref="OrderingKeyPausedException">Another poll's publish failed meanwhile.</exception>
    public async Task<string> PublishAsync(EventEnvelope envelope, CancellationToken cancellationToken)
    {
        var data = EventEnvelopeWriter.ToBytes(envelope);
        if (options.IsGzipped && data.Length > JsonLimits.MaxUnpackedBytes)
        {
            throw new FeedException(
                FeedFailure.MessageTooLarge, $"The event would have {data.Length} bytes unpacked; its readers take no more than {JsonLimits.MaxUnpackedBytes}.", isTransient: false);
        }

        var message = new PubsubMessage
        {
            Data = UnsafeByteOperations.UnsafeWrap(options.IsGzipped ? EventEncoding.Pack(data) : data),
            OrderingKey = envelope.Key,
        };
        message.Attributes.Add(envelope.Attributes().ToDictionary());
        if (options.IsGzipped) message.Attributes[MessageAttributes.ContentEncoding] = EventEncoding.Gzip;
        if (TraceContext.Current is { } parent) message.Attributes[TraceContext.Attribute] = parent;
        if (message.CalculateSize() is var size && size > MaxMessageBytes)
        {
            throw new FeedException(FeedFailure.MessageTooLarge, $"The event would have {size} bytes; Pub/Sub takes no more than {MaxMessageBytes}.", isTransient: false);
        }

        try
        {
            return await _publisher.PublishAsync(message, cancellationToken);
        }
        catch (Exception)
        {
            // a snapshot that got lost is no reason to keep back the next one: each is whole by itself
            _publisher.ResumeOrderingKey(envelope.Key);
            throw;
        }
    }

    public ValueTask DisposeAsync() => _publisher.DisposeAsync();
}
