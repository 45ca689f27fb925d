namespace PmpPulse.GoogleCloud.PubSub;

/// <summary>What a handler answers to a message.</summary>
public enum Reply
{
    /// <summary>Deliver it again, at once or after the subscription's backoff.</summary>
    Nack,

    /// <summary>It is handled for good.</summary>
    Ack,
}
