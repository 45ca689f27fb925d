using System.Collections.Concurrent;

namespace PmpPulse.Cli.Tests.Support;

/// <summary>
/// A clock that skips short waits, such as those between retries. Timeouts of ten seconds and more expire only when these waits or a test
/// advance the clock, however long the machine takes.
/// </summary>
internal sealed class FastForwardTime : TimeProvider
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    private readonly ConcurrentQueue<TimeSpan> _waits = new();
    private readonly ConcurrentDictionary<HeldTimer, long> _limits = new();
    private long _skippedTicks;

    /// <summary>Every short wait so far.</summary>
    public IReadOnlyList<TimeSpan> Waits => [.. _waits];

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow().AddTicks(Interlocked.Read(ref _skippedTicks));

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => Interlocked.Read(ref _skippedTicks);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        if (dueTime >= Limit || dueTime == Timeout.InfiniteTimeSpan || period != Timeout.InfiniteTimeSpan)
        {
            var held = new HeldTimer(callback, state, timer => _limits.TryRemove(timer, out _));
            if (period == Timeout.InfiniteTimeSpan && dueTime != Timeout.InfiniteTimeSpan) _limits[held] = GetTimestamp() + dueTime.Ticks;
            return held;
        }

        _waits.Enqueue(dueTime);
        Advance(dueTime);
        return base.CreateTimer(callback, state, TimeSpan.Zero, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Advances the clock and fires every timeout that has expired.</summary>
    public void Advance(TimeSpan time)
    {
        var now = Interlocked.Add(ref _skippedTicks, time.Ticks);
        foreach (var timer in _limits.Where(limit => limit.Value <= now).OrderBy(limit => limit.Value).Select(limit => limit.Key).ToList()) timer.Fire();
    }

    private sealed class HeldTimer(TimerCallback callback, object? state, Action<HeldTimer> remove) : ITimer
    {
        public void Fire()
        {
            remove(this);
            callback(state);
        }

        public bool Change(TimeSpan dueTime, TimeSpan period) => true;

        public void Dispose() => remove(this);

        public ValueTask DisposeAsync()
        {
            remove(this);
            return ValueTask.CompletedTask;
        }
    }
}
