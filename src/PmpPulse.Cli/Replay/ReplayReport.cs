namespace PmpPulse.Cli.Replay;

/// <summary>The result of a replay, or in a dry run of what it would do.</summary>
internal sealed record ReplayReport
{
    /// <summary><c>hold</c>, <c>curated-dlq</c> or <c>raw</c>.</summary>
    public required string Source { get; init; }

    public required bool DryRun { get; init; }

    /// <summary>By where messages came from and which topic they belong to.</summary>
    public required IReadOnlyList<ReplayLine> Lines { get; init; }

    /// <summary>The first hundred messages that failed, were left or were parked.</summary>
    public required IReadOnlyList<ReplayProblem> Problems { get; init; }

    public required double Seconds { get; init; }

    /// <summary>Why the replay ended early; null when it did not.</summary>
    public required string? Stopped { get; init; }

    /// <summary>For a table that holds more than was looked at: the time to continue from, with <c>--since</c>.</summary>
    public DateTimeOffset? NextSince { get; init; }

    public long Pulled => Lines.Sum(line => line.Pulled);

    public long Replayed => Lines.Sum(line => line.Replayed);

    public long Parked => Lines.Sum(line => line.Parked);

    public long Skipped => Lines.Sum(line => line.Skipped.Values.Sum());

    public long Failed => Lines.Sum(line => line.Failed);

    public long Left => Lines.Sum(line => line.Left);

    /// <summary>Whether every message looked at is handled.</summary>
    public bool Succeeded => Failed == 0 && Left == 0 && Stopped is null or ReplayStops.MaxMessages;
}

/// <summary>One source and topic.</summary>
/// <param name="From">Subscription or table.</param>
/// <param name="Topic">Topic that is published to.</param>
/// <param name="Pulled">Messages looked at.</param>
/// <param name="Replayed">Published again (in a dry run: would be).</param>
/// <param name="Parked">Parked for good.</param>
/// <param name="Failed">Tried and failed: they stay where they were.</param>
/// <param name="Left">Came back during this run: they stay where they are, for a later one.</param>
/// <param name="Skipped">Nothing to do, by reason.</param>
internal sealed record ReplayLine(
    string From, string Topic, long Pulled, long Replayed, long Parked, long Failed, long Left, IReadOnlyDictionary<string, long> Skipped);

/// <summary>A message that was parked, left or failed.</summary>
/// <param name="MessageId">Its identity.</param>
/// <param name="Outcome"><c>parked</c>, <c>failed</c> or <c>left</c>.</param>
/// <param name="Reason">Why.</param>
internal sealed record ReplayProblem(string MessageId, string Outcome, string Reason);

/// <summary>Values of <see cref="ReplayReport.Stopped"/> that are not failures.</summary>
internal static class ReplayStops
{
    public const string MaxMessages = "MAX_MESSAGES reached";
    public const string Cancelled = "cancelled";
}
