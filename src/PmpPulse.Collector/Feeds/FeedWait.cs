namespace PmpPulse.Collector.Feeds;

/// <summary>
/// The time that the feed's server asked to wait (<c>Retry-After</c>: RFC 9110, 10.2.3), over all polls of this process. Kept no
/// longer than a bound: a server's mistake must not stop collection for days. Thread-safe.
/// </summary>
internal sealed class FeedWait(TimeProvider clock, TimeSpan longest)
{
    private sealed record Asked(long Since, TimeSpan Wait, string Why);

    private volatile Asked? _asked;

    /// <summary>Records the wait that a failure asks for, if any.</summary>
    public void Record(FeedException failure)
    {
        if (failure.RetryAfter is { } wait) _asked = new Asked(clock.GetTimestamp(), wait < longest ? wait : longest, failure.Message);
    }

    /// <summary>The remaining wait, and what the server said; null if there is none.</summary>
    public (TimeSpan Left, DateTimeOffset Until, string Why)? Left()
    {
        if (_asked is not { } asked) return null;
        var left = asked.Wait - clock.GetElapsedTime(asked.Since);
        return left > TimeSpan.Zero ? (left, clock.GetUtcNow() + left, asked.Why) : null;
    }
}
