namespace PmpPulse.FeedSimulator.Recorded;

/// <summary>A recorded feed.</summary>
/// <param name="Path">Where it lies.</param>
/// <param name="PublishedAt">When it says it was published, UTC; null if it doesn't say.</param>
/// <param name="Problem">Why it is not a feed of stations; null if it is. It is served anyway, as recorded.</param>
internal sealed record RecordedFile(string Path, DateTimeOffset? PublishedAt, string? Problem)
{
    public string Name => System.IO.Path.GetFileName(Path);
}
