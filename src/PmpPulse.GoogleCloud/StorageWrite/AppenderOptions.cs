namespace PmpPulse.GoogleCloud.StorageWrite;

/// <summary>Bounds of one stream's connection.</summary>
public sealed record AppenderOptions
{
    /// <summary>Maximum bytes of rows sent and not yet answered; further appends wait. A larger append goes alone.</summary>
    public long MaxInFlightBytes { get; init; } = 64_000_000;

    /// <summary>Maximum number of appends sent and not yet answered.</summary>
    public int MaxInFlightAppends { get; init; } = 256;

    /// <summary>
    /// Without an answer for this long the connection is abandoned and what was in flight becomes <see cref="AppendOutcome.Unknown"/>.
    /// </summary>
    public TimeSpan ResponseTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>
    /// Wait before the second attempt to open a connection in a row; each further one doubles it, up to <see cref="MaxBackoff"/>, with
    /// jitter.
    /// </summary>
    public TimeSpan InitialBackoff { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>Longest wait between two attempts.</summary>
    public TimeSpan MaxBackoff { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary><see cref="TableAppender"/> only: how long one batch is tried over all attempts.</summary>
    public TimeSpan TotalTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Names the writer in BigQuery's own logs and metrics.</summary>
    public string TraceId { get; init; } = "pmp-pulse:appender";

    /// <summary>Source of jitter: numbers from 0 (inclusive) to 1 (exclusive).</summary>
    public Func<double> Randomizer { get; init; } = Random.Shared.NextDouble;
}
