using System.Collections.Concurrent;

namespace PmpPulse.Cli.Tests.Support;

/// <summary>
/// A clock on which short waits, those between two tries, are over at once and counted; limits, of ten seconds and more, run out when a
/// test says so.
/// </summary>
internal sealed class HurriedTime : TimeProvider
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    private readonly ConcurrentQueue<TimeSpan> _waits = new();
    private readonly ConcurrentDictionary<HeldTimer, TimeSpan> _limits = new();
    private long _skippedTicks;

    /// <summary>Every wait so far.</summary>
    public IReadOnlyList<TimeSpan> Waits => [.. _waits];

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow().AddTicks(Interlocked.Read(ref _skippedTicks));

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => GetUtcNow().Ticks;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        if (dueTime >= Limit || dueTime == Timeout.InfiniteTimeSpan || period != Timeout.InfiniteTimeSpan)
        {
            var held = new HeldTimer(callback, state, timer => _limits.TryRemove(timer, out _));
            _limits[held] = dueTime;
            return held;
        }

        _waits.Enqueue(dueTime);
        Interlocked.Add(ref _skippedTicks, dueTime.Ticks);
        return base.CreateTimer(callback, state, TimeSpan.Zero, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Every limit of that length runs out.</summary>
    public void Expire(TimeSpan limit)
    {
        foreach (var timer in _limits.Where(pair => pair.Value == limit).Select(pair => pair.Key)) timer.Fire();
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
