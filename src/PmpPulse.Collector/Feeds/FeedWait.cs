namespace PmpPulse.Collector.Feeds;

/// <summary>
/// The time that the feed's server asked to be left alone (<c>Retry-After</c>: RFC 9110, 10.2.3), over all polls of this process. Kept no
/// longer than a bound: a slip of the server's must not end the collecting for days. Thread-safe.
/// </summary>
internal sealed class FeedWait(TimeProvider clock, TimeSpan longest)
{
    private sealed record Asked(long Since, TimeSpan Wait, string Why);

    private volatile Asked? _asked;

    /// <summary>Keeps what a failure asks for, if it does.</summary>
    public void Keep(FeedException failure)
    {
        if (failure.RetryAfter is { } wait) _asked = new Asked(clock.GetTimestamp(), wait < longest ? wait : longest, failure.Message);
    }

    /// <summary>The wait that is left, and what the server said; null where there is none.</summary>
    public (TimeSpan Left, DateTimeOffset Until, string Why)? Left()
    {
        if (_asked is not { } asked) return null;
        var left = asked.Wait - clock.GetElapsedTime(asked.Since);
        return left > TimeSpan.Zero ? (left, clock.GetUtcNow() + left, asked.Why) : null;
    }
}
