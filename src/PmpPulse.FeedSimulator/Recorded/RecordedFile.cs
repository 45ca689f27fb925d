namespace PmpPulse.FeedSimulator.Recorded;

/// <summary>A recorded feed.</summary>
/// <param name="Path">Where it lies.</param>
/// <param name="PublishedAt">When it says it was published, UTC; null where it doesn't.</param>
/// <param name="Problem">Why it is not a feed of stations; null where it is. It is served all the same, as it once was.</param>
internal sealed record RecordedFile(string Path, DateTimeOffset? PublishedAt, string? Problem)
{
    public string Name => System.IO.Path.GetFileName(Path);
}
