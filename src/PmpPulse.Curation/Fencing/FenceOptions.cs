using PmpPulse.GoogleCloud.Resilience;

namespace PmpPulse.Curation.Fencing;

/// <summary>Bounds of the write stage.</summary>
internal sealed record FenceOptions
{
    /// <summary>How far back written snapshots are loaded into memory by a new owner; a backfill makes it load older ones.</summary>
    public TimeSpan Memory { get; init; } = TimeSpan.FromDays(2);

    /// <summary>Maximum number kept; past this the older half is forgotten, and the table is queried for it. 40 bytes each.</summary>
    public int MaxRemembered { get; init; } = 4_000_000;

    /// <summary>Bytes of rows gathered for one append; a larger snapshot goes alone.</summary>
    public long MaxBatchBytes { get; init; } = 4_000_000;

    /// <summary>Snapshots waiting for the write stage; past this its callers wait.</summary>
    public int QueueLength { get; init; } = 1_000;

    /// <summary>How long one append is tried, over all repeats, before giving up ownership.</summary>
    public TimeSpan AppendTimeout { get; init; } = TimeSpan.FromSeconds(45);

    /// <summary>
    /// Wait before an append is repeated the first time, or ownership taken again; doubles up to <see cref="MaxBackoff"/>, with jitter.
    /// </summary>
    public TimeSpan InitialBackoff { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>Longest such wait.</summary>
    public TimeSpan MaxBackoff { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>Ownership kept this long counts as settled: the next loss starts again with the shortest wait.</summary>
    public TimeSpan Settled { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Source of jitter: numbers from 0 (inclusive) to 1 (exclusive).</summary>
    public Func<double> Randomizer { get; init; } = Random.Shared.NextDouble;

    /// <summary>The wait after a number of failures in a row, from 1.</summary>
    public TimeSpan Backoff(int failures) => new Backoff(InitialBackoff, MaxBackoff, Randomizer).Delay(failures - 1);
}
