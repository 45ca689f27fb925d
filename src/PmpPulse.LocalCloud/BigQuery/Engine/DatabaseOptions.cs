namespace PmpPulse.LocalCloud.BigQuery.Engine;

/// <param name="Directory">The folder of the database file and its log.</param>
/// <param name="MemoryLimit">DuckDB's memory_limit. Beyond it, data spills to disk.</param>
internal sealed record DatabaseOptions(string Directory, string MemoryLimit = "1GB")
{
    /// <summary>
    /// Maximum size of spill files, further limited to half of the space that is free at the start: a runaway statement must not fill the
    /// disk.
    /// </summary>
    public long SpillBytes { get; init; } = 8L << 30;

    /// <summary>Memory that one statement's functions may hold for their blocks of rows, which DuckDB's limit ignores.</summary>
    public long StatementBlockBytes { get; init; } = 256L << 20;

    /// <summary>The same for all statements together.</summary>
    public long BlockBytes { get; init; } = 512L << 20;

    /// <summary>DuckDB's own threshold, which is never reached unless checkpoints are blocked: its checkpoint is part of some commit.</summary>
    public string CheckpointThreshold { get; init; } = "1GB";

    /// <summary>
    /// The writer checkpoints between two commits once the log is larger than this. Writes wait for it, so it must stay short: often, and
    /// with little to do.
    /// </summary>
    public long CheckpointBytes { get; init; } = 12 << 20;

    /// <summary>A log larger than this is checkpointed when no write has come for <see cref="IdleBeforeCheckpoint"/>.</summary>
    public long IdleCheckpointBytes { get; init; } = 4 << 20;

    public TimeSpan IdleBeforeCheckpoint { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Concurrent reads of metadata and pages of rows.</summary>
    public int ShortReaders { get; init; } = 4;

    /// <summary>Time limit of those reads.</summary>
    public TimeSpan ShortReadTime { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Concurrent queries in their first <see cref="QuickTime"/>.</summary>
    public int QuickReaders { get; init; } = 4;

    /// <summary>A query that takes longer counts as long.</summary>
    public TimeSpan QuickTime { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Concurrent long queries; more have to wait.</summary>
    public int LongReaders { get; init; } = 8;

    /// <summary>How long a cancelled statement may take to stop before it is given up.</summary>
    public TimeSpan Grace { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>Above this number of given-up statements that still run, no query is accepted.</summary>
    public int MaxGivenUp { get; init; } = 8;

    /// <summary>Pause between attempts to reopen a failed database.</summary>
    public TimeSpan ReopenPause { get; init; } = TimeSpan.FromSeconds(1);
}
