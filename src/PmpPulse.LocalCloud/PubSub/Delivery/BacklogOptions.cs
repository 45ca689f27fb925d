namespace PmpPulse.LocalCloud.PubSub.Delivery;

/// <summary>The parts of a subscription's resource that decide on deliveries; times in microseconds.</summary>
/// <param name="Ordered">Messages with an ordering key are delivered in publish order.</param>
/// <param name="Retention">Unacknowledged messages older than this are dropped.</param>
/// <param name="MinBackoff">Delay after a message's first failure; it doubles with each one. 0: none.</param>
/// <param name="MaxDeliveryAttempts">Failures after which a message goes to the dead-letter topic; null without a policy.</param>
internal sealed record BacklogOptions(bool Ordered, long Retention, long MinBackoff, long MaxBackoff, int? MaxDeliveryAttempts)
{
    /// <summary>How long a message waits after its <paramref name="failures"/>-th failure.</summary>
    public long Backoff(int failures)
    {
        if (MinBackoff == 0 && MaxBackoff == 0) return 0;
        // a minimum of 0 is allowed and must still grow
        var delay = Math.Max(MinBackoff, 1000) * Math.Pow(2, Math.Min(failures - 1, 40));
        return (long)Math.Min(delay, MaxBackoff);
    }
}
