namespace PmpPulse.GoogleCloud.BigQuery;

/// <summary>Columns in order.</summary>
public sealed record BigQuerySchema
{
    public IReadOnlyList<BigQueryField> Fields { get; init; } = [];
}
