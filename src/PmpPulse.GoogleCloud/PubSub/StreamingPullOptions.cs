namespace PmpPulse.GoogleCloud.PubSub;

/// <summary>How much a subscriber handles at once, how long it keeps a message, how it reconnects and stops.</summary>
public sealed record StreamingPullOptions
{
    /// <summary>Maximum number of messages handled at once; also sent to the server.</summary>
    public int MaxOutstandingMessages { get; init; } = 1_000;

    /// <summary>Maximum bytes of messages handled at once (a larger message is handled alone); also sent to the server.</summary>
    public long MaxOutstandingBytes { get; init; } = 100_000_000;

    /// <summary>
    /// Whether messages of one ordering key are handled one after another, if the subscription is ordered. False for a handler whose
    /// result doesn't depend on order: then no message waits for another, and a slow key holds up only itself.
    /// </summary>
    public bool KeepOrder { get; init; } = true;

    /// <summary>Lease requested and renewed while a message waits or is handled: 10 s to 600 s.</summary>
    public TimeSpan AckDeadline { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>After this long a message's lease is no longer renewed, so that a handler that hangs doesn't hold it forever.</summary>
    public TimeSpan MaxTotalAckExtension { get; init; } = TimeSpan.FromMinutes(60);

    /// <summary>
    /// How long a stop waits for the messages being handled, before it cancels their handlers. Cloud Run kills 10 s after SIGTERM.
    /// </summary>
    public TimeSpan SoftStopGrace { get; init; } = TimeSpan.FromSeconds(6);

    /// <summary>How long it then waits for those handlers to end, and once more for the last acknowledgements to get through.</summary>
    public TimeSpan HardStopGrace { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Wait before the first reconnection; each further one doubles it, up to <see cref="MaxBackoff"/>, with jitter.</summary>
    public TimeSpan InitialBackoff { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>Longest wait between two attempts.</summary>
    public TimeSpan MaxBackoff { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Source of jitter: numbers from 0 (inclusive) to 1 (exclusive).</summary>
    public Func<double> Randomizer { get; init; } = Random.Shared.NextDouble;
}
