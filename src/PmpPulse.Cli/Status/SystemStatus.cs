namespace PmpPulse.Cli.Status;

/// <summary>What the running system is doing.</summary>
internal sealed record SystemStatus
{
    public required IReadOnlyList<JobStatus> Schedulers { get; init; }

    /// <summary>When the newest curated snapshot was published by the feed (UTC); null before the first.</summary>
    public required DateTimeOffset? LastEvent { get; init; }

    /// <summary>When the newest curated snapshot was collected (UTC); null before the first.</summary>
    public required DateTimeOffset? LastPoll { get; init; }

    /// <summary>Seconds since then.</summary>
    public required double? FreshnessS { get; init; }

    public required long RawRows { get; init; }
    public required long CuratedRows { get; init; }
    public required long InformationRows { get; init; }

    /// <summary>Stations in <c>velib_latest_state</c>.</summary>
    public required long Stations { get; init; }

    public required long CuratedDeadLetters { get; init; }
    public required long StatusPushDeadLetters { get; init; }
    public required long StationInfoPushDeadLetters { get; init; }
}

/// <summary>A Scheduler job.</summary>
/// <param name="Name">Short name.</param>
/// <param name="State"><c>ENABLED</c> or <c>PAUSED</c>.</param>
/// <param name="Schedule">When it fires.</param>
/// <param name="LastAttempt">When it fired last (UTC).</param>
/// <param name="Failure">How its last call failed; null when it went well.</param>
internal sealed record JobStatus(string Name, string State, string Schedule, DateTimeOffset? LastAttempt, string? Failure);
