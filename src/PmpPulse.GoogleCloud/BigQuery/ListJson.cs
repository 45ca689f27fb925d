namespace PmpPulse.GoogleCloud.BigQuery;

/// <summary>A page of <c>datasets.list</c> or <c>tables.list</c>.</summary>
internal sealed record ListJson
{
    public IReadOnlyList<BigQueryDataset>? Datasets { get; init; }

    public IReadOnlyList<BigQueryTable>? Tables { get; init; }

    public string? NextPageToken { get; init; }
}
