namespace PmpPulse.LocalCloud.BigQuery.Engine;

/// <param name="Directory">Where the database file and its log live.</param>
/// <param name="MemoryLimit">DuckDB's memory_limit; what exceeds it is spilled beside the database.</param>
internal sealed record DatabaseOptions(string Directory, string MemoryLimit = "2GB")
{
    /// <summary>What may be spilled at once, and never more than half of what is free at the start: a runaway statement must not fill the disk.</summary>
    public long SpillBytes { get; init; } = 8L << 30;

    /// <summary>What the functions of one statement may hold for their blocks of rows; DuckDB's limit leaves that out.</summary>
    public long StatementBlockBytes { get; init; } = 256L << 20;

    /// <summary>The same for all statements together.</summary>
    public long BlockBytes { get; init; } = 512L << 20;

    /// <summary>DuckDB stalls for half a second at a checkpoint, so it is left to idle moments; the log is replayed at about 300 MB/s.</summary>
    public string CheckpointThreshold { get; init; } = "1GB";

    /// <summary>A log beyond this is folded in as soon as nothing was written for <see cref="IdleBeforeCheckpoint"/>.</summary>
    public long IdleCheckpointBytes { get; init; } = 4 << 20;

    public TimeSpan IdleBeforeCheckpoint { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Reads of metadata and of pages of rows at once.</summary>
    public int ShortReaders { get; init; } = 4;

    /// <summary>A read of these ends here.</summary>
    public TimeSpan ShortReadTime { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Queries at once that have not yet shown to be long.</summary>
    public int QuickReaders { get; init; } = 4;

    /// <summary>A query that takes longer is a long one.</summary>
    public TimeSpan QuickTime { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Long queries at once; more wait.</summary>
    public int LongReaders { get; init; } = 8;

    /// <summary>What a statement has to stop when it is told to, before it is given up.</summary>
    public TimeSpan Grace { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>Given up statements that still run; with more than these no query is taken.</summary>
    public int MaxGivenUp { get; init; } = 8;

    /// <summary>Between two attempts at opening a database that failed.</summary>
    public TimeSpan ReopenPause { get; init; } = TimeSpan.FromSeconds(1);
}
