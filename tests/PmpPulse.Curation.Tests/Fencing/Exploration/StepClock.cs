namespace PmpPulse.Curation.Tests.Fencing.Exploration;

/// <summary>One worker's clock. It stands still until the next wait is released.</summary>
internal sealed class StepClock : TimeProvider
{
    private readonly List<StepTimer> _timers = [];
    private DateTimeOffset _now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public bool IsWaiting => _timers.Count > 0;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow() => _now;

    public override long GetTimestamp() => _now.Ticks;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new StepTimer(this, () => callback(state));
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>Advances to the end of the earliest wait.</summary>
    public void Advance()
    {
        var next = _timers.MinBy(timer => timer.Due)!;
        _timers.Remove(next);
        _now = next.Due;
        next.Fire();
    }

    private sealed class StepTimer(StepClock clock, Action fire) : ITimer
    {
        public DateTimeOffset Due { get; private set; }

        public void Fire() => fire();

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            clock._timers.Remove(this);
            if (dueTime == Timeout.InfiniteTimeSpan) return true;
            Due = clock._now + dueTime;
            clock._timers.Add(this);
            return true;
        }

        public void Dispose() => clock._timers.Remove(this);

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
