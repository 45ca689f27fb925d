namespace PmpPulse.Feeds.Rows;

/// <summary>What an encoded row says about its element.</summary>
/// <param name="ReportedAt">When the element reported, microseconds since 1970 UTC, if it gives a plausible time.</param>
/// <param name="Json">The element's JSON as the feed has it.</param>
public readonly record struct ElementReport(long? ReportedAt, ReadOnlyMemory<byte> Json);
