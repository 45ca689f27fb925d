namespace PmpPulse.GoogleCloud.BigQuery;

/// <summary>Columns rows are sorted by within a partition.</summary>
public sealed record Clustering(IReadOnlyList<string> Fields);
