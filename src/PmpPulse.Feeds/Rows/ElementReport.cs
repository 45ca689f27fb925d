namespace PmpPulse.Feeds.Rows;

/// <summary>What an encoded row says of its element.</summary>
/// <param name="ReportedAt">When the element reported, microseconds since 1970 UTC, where it says so and can be believed.</param>
/// <param name="Json">The element's JSON as the feed has it.</param>
public readonly record struct ElementReport(long? ReportedAt, ReadOnlyMemory<byte> Json);
