using System.Text.Json.Serialization;
using PmpPulse.Cli.Cost;
using PmpPulse.Cli.Running;

namespace PmpPulse.Cli.Status;

/// <summary>The status of the running system. Parts that could not be read are null, and <see cref="Problems"/> says why.</summary>
internal sealed record SystemStatus
{
    /// <summary>The system.</summary>
    public WatchedSystem? System { get; set; }

    public IReadOnlyList<JobStatus>? Schedulers { get; set; }

    /// <summary>Engines of curation that run, of any feed.</summary>
    public IReadOnlyList<string>? Engines { get; set; }

    /// <summary>The backlog of each subscription; Google's figures are up to four minutes old.</summary>
    public IReadOnlyList<Backlog>? Backlogs { get; set; }

    /// <summary>The state of each feed.</summary>
    public IReadOnlyList<FeedStatus> Feeds { get; set; } = [];

    /// <summary>Stations in <c>gbfs_latest_state</c>.</summary>
    public long? Stations { get; set; }

    /// <summary>The estimated cost of these engines; null if they are unknown.</summary>
    public RunningCost? Cost { get; set; }

    /// <summary>The disk of a system on this machine; null elsewhere.</summary>
    public LocalDisk? Disk { get; set; }

    /// <summary>Dead letters that drills made, in all tables; the counts above exclude them.</summary>
    public long? DrillDeadLetters { get; set; }

    /// <summary>Parts that could not be read, or that show a fault; empty if there is none.</summary>
    public IReadOnlyList<PartProblem> Problems { get; set; } = [];

    /// <summary>Remarks that are not faults.</summary>
    public IReadOnlyList<string> Notes { get; set; } = [];
}

/// <summary>A Scheduler job.</summary>
/// <param name="Name">Short name.</param>
/// <param name="State"><c>ENABLED</c> or <c>PAUSED</c>.</param>
/// <param name="Schedule">When it fires.</param>
/// <param name="LastAttempt">When it fired last (UTC).</param>
/// <param name="Failure">How its last call failed; null when it succeeded.</param>
internal sealed record JobStatus(string Name, string State, string Schedule, DateTimeOffset? LastAttempt, string? Failure);

/// <summary>The backlog of a subscription.</summary>
/// <param name="Subscription">Short name.</param>
/// <param name="Messages">Messages that are not acknowledged.</param>
/// <param name="OldestS">Seconds that the oldest has waited; null where it isn't known.</param>
/// <param name="AsOf">When that was counted (UTC).</param>
internal sealed record Backlog(string Subscription, long Messages, long? OldestS, DateTimeOffset AsOf);

/// <summary>A part of the status that could not be read, with the reason; or one that shows a fault.</summary>
internal sealed record PartProblem(string Part, string Problem)
{
    /// <summary>A setting or the credentials are the cause.</summary>
    [JsonIgnore]
    public bool IsMisuse { get; init; }

    /// <summary>The part was read.</summary>
    [JsonIgnore]
    public bool WasRead { get; init; }
}
