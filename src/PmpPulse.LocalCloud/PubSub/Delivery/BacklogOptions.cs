namespace PmpPulse.LocalCloud.PubSub.Delivery;

/// <summary>The subscription settings that affect delivery. Times are in microseconds.</summary>
/// <param name="Ordered">Messages with an ordering key are delivered in publish order.</param>
/// <param name="Retention">Unacknowledged messages older than this are dropped.</param>
/// <param name="MinBackoff">Delay after a message's first failure. It doubles with each further failure. 0 means no delay.</param>
/// <param name="MaxDeliveryAttempts">
/// The number of failures after which a message goes to the dead-letter topic; null without a policy.
/// </param>
internal sealed record BacklogOptions(bool Ordered, long Retention, long MinBackoff, long MaxBackoff, int? MaxDeliveryAttempts)
{
    /// <summary>The delay after a message's <paramref name="failures"/>-th failure.</summary>
    public long Backoff(int failures)
    {
        if (MinBackoff == 0 && MaxBackoff == 0) return 0;
        // a minimum of 0 is valid but must still grow
        var delay = Math.Max(MinBackoff, 1000) * Math.Pow(2, Math.Min(failures - 1, 40));
        return (long)Math.Min(delay, MaxBackoff);
    }
}
