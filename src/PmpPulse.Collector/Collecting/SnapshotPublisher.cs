using Google.Cloud.PubSub.V1;
using PmpPulse.Collector.Feeds;
using PmpPulse.Contracts.Events;
using PmpPulse.Contracts.Json;
using PmpPulse.GoogleCloud.PubSub;

namespace PmpPulse.Collector.Collecting;

/// <summary>Publishes snapshots to the collector's topic, in order.</summary>
internal sealed class SnapshotPublisher(PubSubClients pubSub, CollectorOptions options) : IAsyncDisposable
{
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
        if (!options.IsGzipped && EventMessage.Of(envelope, data, isGzipped: false) is var plain && plain.CalculateSize() <= EventMessage.MaxBytes) return plain;
        if (data.Length > JsonLimits.MaxUnpackedBytes)
        {
            throw TooLarge($"The event would have {data.Length} bytes; its readers accept no more than {JsonLimits.MaxUnpackedBytes}, gzipped or not. A smaller MAX_FEED_BYTES, now {options.MaxFeedBytes}, refuses such feeds earlier.");
        }

        var message = EventMessage.Of(envelope, data, isGzipped: true);
        return message.CalculateSize() is var size && size <= EventMessage.MaxBytes
            ? message
            : throw TooLarge($"The event of {data.Length} bytes would have {size} in its message, gzipped (EVENT_ENCODING=gzip); Pub/Sub accepts no more than {EventMessage.MaxBytes}.");
    }

    private static FeedException TooLarge(string message) => new(FeedFailure.MessageTooLarge, message, isTransient: false);

    public ValueTask DisposeAsync() => _publisher.DisposeAsync();
}
