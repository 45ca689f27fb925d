using Google.Cloud.PubSub.V1;
using Google.Protobuf;
using PmpPulse.Collector.Feeds;
using PmpPulse.Contracts.Events;
using PmpPulse.Contracts.Json;
using PmpPulse.GoogleCloud.PubSub;

namespace PmpPulse.Collector.Collecting;

/// <summary>Publishes snapshots to the collector's topic, in order.</summary>
internal sealed class SnapshotPublisher(PubSubClients pubSub, CollectorOptions options) : IAsyncDisposable
{
    // Pub/Sub accepts 10 MB per request; some of it frames the message
    private const int MaxMessageBytes = 10_000_000 - 2_000;

    // one snapshot a minute: nothing to batch, and an answer within the scheduler's deadline
    private static readonly TopicPublisherOptions PublisherOptions = new()
    {
        MaxBatchMessages = 1,
        MaxBatchDelay = TimeSpan.Zero,
        TotalTimeout = TimeSpan.FromSeconds(20),
    };

    private readonly TopicPublisher _publisher = pubSub.CreatePublisher(options.Feed.Topic, PublisherOptions);

    /// <returns>Pub/Sub's id of the message.</returns>
    /// <exception cref="FeedException">The event is larger than Pub/Sub accepts.</exception>
    /// <exception cref="Grpc.Core.RpcException">Pub/Sub did not accept it.</exception>
    /// <exception cref="OrderingKeyPausedException">Another poll's publish failed meanwhile.</exception>
    public async Task<string> PublishAsync(EventEnvelope envelope, CancellationToken cancellationToken)
    {
        var message = ToMessage(envelope);
        try
        {
            return await _publisher.PublishAsync(message, cancellationToken);
        }
        catch (Exception)
        {
            // a lost snapshot is no reason to hold back the next one: each is complete by itself
            _publisher.ResumeOrderingKey(envelope.Key);
            throw;
        }
    }

    private PubsubMessage ToMessage(EventEnvelope envelope)
    {
        var data = EventEnvelopeWriter.ToBytes(envelope);
        var message = new PubsubMessage { OrderingKey = envelope.Key };
        message.Attributes.Add(envelope.Attributes().ToDictionary());
        message.SetTraceParent();
        if (!options.IsGzipped)
        {
            message.Data = UnsafeByteOperations.UnsafeWrap(data);
            if (message.CalculateSize() <= MaxMessageBytes) return message;
        }

        if (data.Length > JsonLimits.MaxUnpackedBytes)
        {
            throw TooLarge($"The event would have {data.Length} bytes; its readers accept no more than {JsonLimits.MaxUnpackedBytes}, gzipped or not. A smaller MAX_FEED_BYTES, now {options.MaxFeedBytes}, refuses such feeds earlier.");
        }

        message.Data = UnsafeByteOperations.UnsafeWrap(EventEncoding.Pack(data));
        message.Attributes[MessageAttributes.ContentEncoding] = EventEncoding.Gzip;
        return message.CalculateSize() is var size && size <= MaxMessageBytes
            ? message
            : throw TooLarge($"The event of {data.Length} bytes would have {size} in its message, gzipped (EVENT_ENCODING=gzip); Pub/Sub accepts no more than {MaxMessageBytes}.");
    }

    private static FeedException TooLarge(string message) => new(FeedFailure.MessageTooLarge, message, isTransient: false);

    public ValueTask DisposeAsync() => _publisher.DisposeAsync();
}
