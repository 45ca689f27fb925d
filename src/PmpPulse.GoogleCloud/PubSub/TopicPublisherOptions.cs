namespace PmpPulse.GoogleCloud.PubSub;

/// <summary>When a batch is sent, how much may wait, and how long a publish is tried.</summary>
public sealed record TopicPublisherOptions
{
    /// <summary>Maximum number of messages in a batch; Pub/Sub accepts no more than 1,000.</summary>
    public int MaxBatchMessages { get; init; } = 100;

    /// <summary>Maximum encoded bytes of a batch's messages (a larger message goes alone); Pub/Sub accepts no more than 10 MB.</summary>
    public int MaxBatchBytes { get; init; } = 1_000_000;

    /// <summary>How long the first message of a batch waits for others.</summary>
    public TimeSpan MaxBatchDelay { get; init; } = TimeSpan.FromMilliseconds(10);

    /// <summary>Maximum bytes accepted but not yet acknowledged; further publishers wait. A larger message goes alone.</summary>
    public long MaxOutstandingBytes { get; init; } = 100_000_000;

    /// <summary>Time limit of one attempt of a batch.</summary>
    public TimeSpan AttemptTimeout { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>Time limit of a batch over all its attempts; after it the publish fails.</summary>
    public TimeSpan TotalTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Wait before the first retry; each further one doubles it, up to <see cref="MaxBackoff"/>, with jitter.</summary>
    public TimeSpan InitialBackoff { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>Longest wait between two attempts.</summary>
    public TimeSpan MaxBackoff { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Source of jitter: numbers from 0 (inclusive) to 1 (exclusive).</summary>
    public Func<double> Randomizer { get; init; } = Random.Shared.NextDouble;
}
