namespace PmpPulse.Chaos.Schedule;

/// <summary>One action on the processes.</summary>
/// <param name="Kind">The action.</param>
/// <param name="Target">Its target; null if the action implies it.</param>
/// <param name="Before">Wait before it.</param>
/// <param name="Duration">How long a process stays dead or frozen.</param>
internal sealed record Step(StepKind Kind, Target? Target, TimeSpan Before, TimeSpan Duration);

internal enum StepKind
{
    Kill,

    /// <summary>SIGSTOP for longer than a lease, then SIGCONT.</summary>
    Stall,

    /// <summary>Kill curation and LocalCloud, or a writer and LocalCloud, at once.</summary>
    KillWithLocalCloud,

    OneWorker,
    TwoWorkers,
    PushEngine,
    FullDisk,
}

/// <summary>The target; which process that is depends on what is running.</summary>
internal enum Target
{
    Curation,
    RawWriter,
    InformationWriter,
    LocalCloud,
}
