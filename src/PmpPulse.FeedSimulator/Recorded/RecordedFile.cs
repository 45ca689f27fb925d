namespace PmpPulse.FeedSimulator.Recorded;

/// <summary>A recorded feed.</summary>
/// <param name="Path">Where it lies.</param>
/// <param name="PublishedAt">What its <c>last_updated</c> or <c>lastUpdatedOther</c> says, UTC.</param>
internal sealed record RecordedFile(string Path, DateTimeOffset PublishedAt);
