namespace PmpPulse.Cli.Tests.Support;

/// <summary>
/// The system's clock, on which LocalCloud answers a pull that finds nothing soon, not after the 20 s it waits for a first message. So
/// that a backlog is empty is LocalCloud's own word, however busy the machine is, and no time limit of the caller's.
/// </summary>
internal sealed class EmptyPulls : TimeProvider
{
    private static readonly TimeSpan PullWait = TimeSpan.FromSeconds(20);

    /// <summary>Whether such a pull waits for a message to come after all.</summary>
    public bool Wait { get; set; }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        base.CreateTimer(callback, state, dueTime == PullWait && !Wait ? TimeSpan.FromMilliseconds(200) : dueTime, period);
}
