namespace PmpPulse.Cli.Import;

/// <summary>A recorded file of a feed.</summary>
/// <param name="Path">Where it lies.</param>
/// <param name="PublishedAt">When the feed says it was published (UTC).</param>
/// <param name="SnapshotId">The identity of its snapshot, as curation computes it.</param>
internal sealed record RecordedSnapshot(string Path, DateTimeOffset PublishedAt, long SnapshotId);

/// <summary>A file that is not imported.</summary>
/// <param name="Path">Where it lies.</param>
/// <param name="Reason">Why.</param>
internal sealed record SkippedFile(string Path, string Reason);
