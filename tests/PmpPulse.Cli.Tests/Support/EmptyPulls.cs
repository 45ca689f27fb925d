namespace PmpPulse.Cli.Tests.Support;

/// <summary>
/// The system clock, but LocalCloud answers an empty pull at once instead of waiting 20 s for a message. An empty backlog is then
/// LocalCloud's own answer, however busy the machine is, and not a timeout of the caller.
/// </summary>
internal sealed class EmptyPulls : TimeProvider
{
    private static readonly TimeSpan PullWait = TimeSpan.FromSeconds(20);

    /// <summary>Whether an empty pull waits after all.</summary>
    public bool Wait { get; set; }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        base.CreateTimer(callback, state, dueTime == PullWait && !Wait ? TimeSpan.FromMilliseconds(200) : dueTime, period);
}
