using PmpPulse.Contracts.Topology;

namespace PmpPulse.Cli.Replay;

/// <summary>Checked settings of a replay.</summary>
internal sealed record ReplayOptions
{
    public required ReplaySource Source { get; init; }

    /// <summary>The system whose rows are replayed, for the tables: the services accept no other's.</summary>
    public required string SystemId { get; init; }

    /// <summary>Feeds whose hold subscriptions are pulled, of <see cref="ReplaySource.Hold"/>.</summary>
    public IReadOnlyList<FeedTopology> Paths { get; init; } = FeedTopology.Default;

    /// <summary>The feed whose tables are read, of the other sources.</summary>
    public FeedTopology Feed { get; init; } = FeedTopology.Find(FeedTopology.DefaultId)!;

    /// <summary>Stage of curation to replay, of <see cref="ReplaySource.CuratedDlq"/>; null replays all.</summary>
    public string? Stage { get; init; }

    /// <summary>Earliest time (inclusive) of the rows to replay: when they were given up, or collected.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>Latest time (exclusive).</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>Report what would be done, and do nothing.</summary>
    public bool DryRun { get; init; }

    /// <summary>Maximum number of messages looked at.</summary>
    public int MaxMessages { get; init; } = 100;

    /// <summary>Maximum number of messages published per second.</summary>
    public double Qps { get; init; } = 5;

    /// <summary>A message that was replayed this often is parked instead.</summary>
    public int MaxReplays { get; init; } = 3;

    /// <summary>A hold subscription that yields nothing for this long counts as empty.</summary>
    public TimeSpan IdleTimeout { get; init; } = TimeSpan.FromSeconds(5);
}
