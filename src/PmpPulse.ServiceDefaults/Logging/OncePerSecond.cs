namespace PmpPulse.ServiceDefaults.Logging;

/// <summary>Lets one through per second and counts the others: for log lines whose number a caller controls.</summary>
internal sealed class OncePerSecond(TimeProvider clock)
{
    private readonly Lock _lock = new();
    private long? _last;
    private long _suppressed;

    /// <param name="suppressed">How many were suppressed since the last one let through.</param>
    public bool TryEnter(out long suppressed)
    {
        lock (_lock)
        {
            suppressed = _suppressed;
            if (_last is { } last && clock.GetElapsedTime(last) < TimeSpan.FromSeconds(1))
            {
                _suppressed++;
                return false;
            }

            _last = clock.GetTimestamp();
            _suppressed = 0;
            return true;
        }
    }
}
