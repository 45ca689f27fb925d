namespace PmpPulse.LocalCloud.Scheduler;

/// <summary>How failed attempts are retried.</summary>
/// <param name="Count">Maximum number of retries.</param>
/// <param name="MaxElapsed">Time after the first attempt beyond which no retry begins; zero means no limit.</param>
/// <param name="MaxDoublings">How often the pause doubles. After that it grows linearly.</param>
internal sealed record RetryPlan(int Count, TimeSpan MaxElapsed, TimeSpan MinBackoff, TimeSpan MaxBackoff, int MaxDoublings)
{
    /// <summary>
    /// The pause before a retry, numbered from 0. For example, 10 s, 300 s and 3 doublings give 10, 20, 40, 80, 160, 240, 300, 300 s.
    /// </summary>
    public TimeSpan Pause(int retry)
    {
        var pause = retry <= MaxDoublings
            ? MinBackoff * Math.Pow(2, Math.Min(retry, 40))
            : MinBackoff * Math.Pow(2, Math.Min(MaxDoublings, 40)) * (retry - MaxDoublings + 1);
        return pause < MaxBackoff ? pause : MaxBackoff;
    }
}
