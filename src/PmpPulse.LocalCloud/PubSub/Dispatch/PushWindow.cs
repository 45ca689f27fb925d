namespace PmpPulse.LocalCloud.PubSub.Dispatch;

/// <summary>
/// Controls how many requests to an endpoint may be outstanding, and how long to pause after failures. It uses slow start, halves the
/// window with each round of failures, and backs off from 100 ms to 60 s while nothing succeeds (<see
/// href="https://cloud.google.com/pubsub/docs/push#delivery_rate">delivery rate</see>). Not thread-safe.
/// </summary>
internal sealed class PushWindow
{
    private const int Initial = 4;
    private const int Max = 256;

    private static readonly TimeSpan MinPause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan MaxPause = TimeSpan.FromSeconds(60);

    private int _failedRounds;
    private DateTimeOffset _lastFailure = DateTimeOffset.MinValue;

    public int Size { get; private set; } = Initial;

    /// <summary>No request starts before this.</summary>
    public DateTimeOffset PausedUntil { get; private set; } = DateTimeOffset.MinValue;

    public void Succeeded()
    {
        _failedRounds = 0;
        Size = Math.Min(Max, Size + 1);
    }

    /// <param name="started">When the request began. Requests outstanding at the first failure belong to the same round.</param>
    public void Failed(DateTimeOffset started, DateTimeOffset now)
    {
        if (started < _lastFailure) return;
        _lastFailure = now;
        _failedRounds++;
        Size = Math.Max(1, Size / 2);
        var pause = MinPause * Math.Pow(2, Math.Min(_failedRounds - 1, 20));
        PausedUntil = now + (pause < MaxPause ? pause : MaxPause);
    }
}
