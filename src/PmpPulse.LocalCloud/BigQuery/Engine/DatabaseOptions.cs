namespace PmpPulse.LocalCloud.BigQuery.Engine;

/// <param name="Directory">Where the database file and its log live.</param>
/// <param name="MemoryLimit">DuckDB's memory_limit; what exceeds it is spilled beside the database.</param>
internal sealed record DatabaseOptions(string Directory, string MemoryLimit = "2GB")
{
    /// <summary>DuckDB stalls for half a second at a checkpoint, so it is left to idle moments; the log is replayed at about 300 MB/s.</summary>
    public string CheckpointThreshold { get; init; } = "1GB";

    /// <summary>A log beyond this is folded in as soon as nothing was written for <see cref="IdleBeforeCheckpoint"/>.</summary>
    public long IdleCheckpointBytes { get; init; } = 4 << 20;

    public TimeSpan IdleBeforeCheckpoint { get; init; } = TimeSpan.FromSeconds(5);

    public int Readers { get; init; } = 8;
}
