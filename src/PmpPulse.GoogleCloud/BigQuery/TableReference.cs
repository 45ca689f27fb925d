namespace PmpPulse.GoogleCloud.BigQuery;

/// <summary>A table by project, dataset and name.</summary>
public sealed record TableReference(string ProjectId, string DatasetId, string TableId);
