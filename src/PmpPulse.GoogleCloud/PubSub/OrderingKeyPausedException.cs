namespace PmpPulse.GoogleCloud.PubSub;

/// <summary>
/// An earlier message of this ordering key failed for good, so later ones are refused until
/// <see cref="TopicPublisher.ResumeOrderingKey"/>: sending them would break the order. The inner exception is that failure.
/// </summary>
public sealed class OrderingKeyPausedException(string orderingKey, Exception cause)
    : Exception($"Publishing with ordering key '{orderingKey}' is paused since an earlier message failed: {cause?.Message}", cause)
{
    /// <summary>The key that is paused.</summary>
    public string OrderingKey { get; } = orderingKey;
}
