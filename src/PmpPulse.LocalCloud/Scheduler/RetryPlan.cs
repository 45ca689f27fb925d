namespace PmpPulse.LocalCloud.Scheduler;

/// <summary>How a failed attempt is repeated.</summary>
/// <param name="Count">Retries at most.</param>
/// <param name="MaxElapsed">No retry begins later than this after the first attempt; zero: no limit.</param>
/// <param name="MaxDoublings">How often the pause doubles before it grows by the same step each time.</param>
internal sealed record RetryPlan(int Count, TimeSpan MaxElapsed, TimeSpan MinBackoff, TimeSpan MaxBackoff, int MaxDoublings)
{
    /// <summary>The pause before the retry with this number, from 0; with 10 s, 300 s and 3 doublings: 10, 20, 40, 80, 160, 240, 300, 300 s.</summary>
    public TimeSpan Pause(int retry)
    {
        var pause = retry <= MaxDoublings
            ? MinBackoff * Math.Pow(2, Math.Min(retry, 40))
            : MinBackoff * Math.Pow(2, Math.Min(MaxDoublings, 40)) * (retry - MaxDoublings + 1);
        return pause < MaxBackoff ? pause : MaxBackoff;
    }
}
