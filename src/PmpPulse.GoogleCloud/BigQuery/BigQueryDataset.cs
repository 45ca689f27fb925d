namespace PmpPulse.GoogleCloud.BigQuery;

/// <summary>
/// A dataset, the parts of the REST resource this system uses
/// (<see href="https://cloud.google.com/bigquery/docs/reference/rest/v2/datasets"/>).
/// </summary>
public sealed record BigQueryDataset
{
    public DatasetReference? DatasetReference { get; init; }

    public string? Etag { get; init; }

    public string? Location { get; init; }

    public string? FriendlyName { get; init; }

    public string? Description { get; init; }

    public IReadOnlyDictionary<string, string>? Labels { get; init; }
}
