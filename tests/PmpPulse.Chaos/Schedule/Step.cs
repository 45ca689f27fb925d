namespace PmpPulse.Chaos.Schedule;

/// <summary>One thing that is done to the processes.</summary>
/// <param name="Kind">What.</param>
/// <param name="Target">Its target; null if the kind says it all.</param>
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

/// <summary>Whom it hits; which process that is depends on who is running.</summary>
internal enum Target
{
    Curation,
    RawWriter,
    InformationWriter,
    LocalCloud,
}
