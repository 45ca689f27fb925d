namespace PmpPulse.Cli.Import;

/// <summary>The result of an import, or in a dry run of what it would do.</summary>
internal sealed record ImportReport
{
    public required bool DryRun { get; init; }

    /// <summary>The system whose history it is now part of.</summary>
    public required string SystemId { get; init; }

    public required IReadOnlyList<ImportedFeed> Feeds { get; init; }

    /// <summary>The first hundred files that were not imported.</summary>
    public required IReadOnlyList<SkippedFile> Skipped { get; init; }

    public required double Seconds { get; init; }

    /// <summary>Whether every file is in the tables.</summary>
    public bool Succeeded => Feeds.All(feed => feed.Skipped == 0 && feed.Failed == 0 && feed.Missing == 0);
}

/// <summary>One feed's files.</summary>
/// <param name="Feed">Its id.</param>
/// <param name="Files">How many files were found.</param>
/// <param name="Published">Snapshots published (in a dry run: would be).</param>
/// <param name="Present">Snapshots that the tables had already.</param>
/// <param name="Repeated">Files that hold the snapshot of another one.</param>
/// <param name="Skipped">Files that can't be imported.</param>
/// <param name="Failed">Snapshots that Pub/Sub did not accept.</param>
/// <param name="Missing">Snapshots that were published and did not arrive in the table while it was watched.</param>
/// <param name="From">Publication of the first snapshot; null if there is none.</param>
/// <param name="To">Publication of the last one.</param>
internal sealed record ImportedFeed(
    string Feed, int Files, int Published, int Present, int Repeated, int Skipped, int Failed, int Missing, DateTimeOffset? From, DateTimeOffset? To);
