namespace PmpPulse.GoogleCloud.BigQuery;

/// <summary>A view's query. Google's default is legacy SQL, so GoogleSQL must be asked for.</summary>
public sealed record ViewDefinition(string Query, bool UseLegacySql = false);
