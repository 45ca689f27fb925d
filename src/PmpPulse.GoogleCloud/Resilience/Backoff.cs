namespace PmpPulse.GoogleCloud.Resilience;

/// <summary>
/// Exponential waits with equal jitter: half of the doubled wait is fixed, the other half random, so that clients that failed
/// together don't come back together and none comes back at once.
/// </summary>
public sealed record Backoff(TimeSpan Initial, TimeSpan Max, Func<double> Randomizer)
{
    /// <summary>The wait before retry number <paramref name="retry"/>, from 0.</summary>
    public TimeSpan Delay(int retry)
    {
        var full = Math.Min(Initial.TotalMilliseconds * Math.Pow(2, Math.Min(retry, 60)), Max.TotalMilliseconds);
        return TimeSpan.FromMilliseconds(full * (0.5 + (Randomizer() / 2)));
    }
}
