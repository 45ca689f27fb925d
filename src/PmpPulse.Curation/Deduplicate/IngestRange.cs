namespace PmpPulse.Curation.Deduplicate;

/// <summary>The range of ingestion times, both inclusive, in which the table is queried; its partitions are days of them.</summary>
/// <param name="From">Null: from the beginning.</param>
/// <param name="To">The last.</param>
internal readonly record struct IngestRange(DateTimeOffset? From, DateTimeOffset To)
{
    /// <summary>The smallest range that holds both.</summary>
    public static IngestRange Union(IngestRange one, IngestRange other) => new(
        one.From is null || other.From is null ? null : one.From < other.From ? one.From : other.From,
        one.To > other.To ? one.To : other.To);
}
