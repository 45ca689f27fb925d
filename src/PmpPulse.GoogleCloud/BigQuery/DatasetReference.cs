namespace PmpPulse.GoogleCloud.BigQuery;

/// <summary>A dataset by project and name.</summary>
public sealed record DatasetReference(string ProjectId, string DatasetId);
